package dev.caravan.console.access;

import dev.caravan.account.Accounts;
import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Page;
import dev.caravan.oidc.ProviderLogin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who may log in to the console, and as what. */
@Controller
@RequestMapping("/console/access")
class UserPages {

    private static final String LIST = "redirect:/console/access";
    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::toString).toList();

    /** A password that is shown now and never again. */
    public record Fresh(String user, String password) {}

    private final Users users;
    private final Accounts accounts;
    private final @Nullable ProviderLogin provider;

    UserPages(Users users, Accounts accounts, ObjectProvider<ProviderLogin> provider) {
        this.users = users;
        this.accounts = accounts;
        this.provider = provider.getIfAvailable();
    }

    @GetMapping
    String list(Model model) {
        return show(model, Map.of(), FieldErrors.NONE, null);
    }

    /** Shows the password in its own answer: a redirect would have to keep it somewhere. */
    @PostMapping("/users")
    String add(
            Model model,
            HttpServletRequest request,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> form,
            RedirectAttributes next) {
        String name = form.getOrDefault("name", "").strip();
        boolean expected = form.getOrDefault("login", "").equals("oidc");
        try {
            Optional<String> password = accounts.add(
                    name,
                    form.getOrDefault("role", ""),
                    expected ? form.getOrDefault("expected", "") : null,
                    Visitor.by(request));
            if (password.isPresent()) {
                return show(model, Map.of(), FieldErrors.NONE, new Fresh(name, password.get()));
            }
            Notice.good(page.t("access.added", name), next);
            return LIST;
        } catch (Problem problem) {
            FieldErrors errors = problem.errors().isEmpty()
                    ? FieldErrors.of("name", page.t("access.name.taken"))
                    : FieldErrors.of(problem, page);
            return show(model, form, errors, null);
        }
    }

    @PostMapping("/users/{id}/role")
    String role(
            @PathVariable UUID id,
            @RequestParam String role,
            @ModelAttribute("page") Page page,
            HttpServletRequest request,
            RedirectAttributes next) {
        return done(page, next, "access.role.changed", () -> accounts.changeRole(id, role, Visitor.by(request)));
    }

    @PostMapping("/users/{id}/disable")
    String disable(
            @PathVariable UUID id,
            @ModelAttribute("page") Page page,
            HttpServletRequest request,
            RedirectAttributes next) {
        return done(page, next, "access.disabled", () -> accounts.disable(id, Visitor.by(request)));
    }

    @PostMapping("/users/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @ModelAttribute("page") Page page,
            HttpServletRequest request,
            RedirectAttributes next) {
        return done(page, next, "access.enabled", () -> accounts.enable(id, Visitor.by(request)));
    }

    @PostMapping("/users/{id}/password")
    String password(@PathVariable UUID id, Model model, HttpServletRequest request) {
        String name = accounts.find(id).name();
        String password = accounts.resetPassword(id, Visitor.by(request));
        return show(model, Map.of(), FieldErrors.NONE, new Fresh(name, password));
    }

    private static String done(Page page, RedirectAttributes next, String text, Runnable change) {
        try {
            change.run();
            Notice.good(page.t(text), next);
        } catch (Problem problem) {
            Notice.bad(
                    problem.status() == 409
                            ? page.t("access.lastone")
                            : page.said(problem).detail(),
                    next);
        }
        return LIST;
    }

    private String show(Model model, Map<String, String> form, FieldErrors errors, @Nullable Fresh fresh) {
        model.addAttribute("users", users.all());
        model.addAttribute("me", Visitor.login().id());
        model.addAttribute("roles", ROLES);
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        model.addAttribute("freshName", fresh == null ? "" : fresh.user());
        model.addAttribute("freshPassword", fresh == null ? "" : fresh.password());
        model.addAttribute("provider", provider == null ? "" : provider.host());
        return "access/users";
    }
}
