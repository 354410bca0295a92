package dev.caravan.console.access;

import dev.caravan.account.Accounts;
import dev.caravan.account.Login;
import dev.caravan.account.Sessions;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own account: the password, and where one is logged in. */
@Controller
@RequestMapping("/console/account")
class AccountPages {

    private final Accounts accounts;
    private final Sessions sessions;

    AccountPages(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    @GetMapping
    String show(Model model, HttpServletRequest request) {
        return show(model, request, FieldErrors.NONE);
    }

    @PostMapping("/password")
    String password(
            Model model,
            HttpServletRequest request,
            @ModelAttribute("page") Page page,
            @RequestParam(defaultValue = "") String old,
            @RequestParam(defaultValue = "") String fresh,
            @RequestParam(defaultValue = "") String again,
            RedirectAttributes next) {
        try {
            accounts.changePassword(old, fresh, again, request.getSession().getId(), Visitor.by(request));
        } catch (Problem problem) {
            Map<String, List<String>> errors = new HashMap<>();
            problem.errors().keySet().forEach(field -> errors.put(field, List.of(page.t("account.wrong." + field))));
            return show(
                    model,
                    request,
                    errors.isEmpty()
                            ? FieldErrors.of("old", page.t("login.wait"))
                            : new FieldErrors(problem.detail(), errors));
        }
        Notice.good(page.t("account.password.changed"), next);
        return "redirect:/console/account";
    }

    @PostMapping("/sessions/end")
    String elsewhere(HttpServletRequest request, @ModelAttribute("page") Page page, RedirectAttributes next) {
        int ended = accounts.logOutElsewhere(request.getSession().getId(), Visitor.by(request));
        Notice.good(page.t("account.sessions.ended", page.number(ended)), next);
        return "redirect:/console/account";
    }

    private String show(Model model, HttpServletRequest request, FieldErrors errors) {
        Login login = Visitor.login();
        model.addAttribute("user", accounts.find(login.id()));
        model.addAttribute("sessions", sessions.of(login.name()));
        model.addAttribute("session", request.getSession().getId());
        model.addAttribute("errors", errors);
        return "access/account";
    }
}
