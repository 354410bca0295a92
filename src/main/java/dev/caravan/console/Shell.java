package dev.caravan.console;

import dev.caravan.api.Problem;
import dev.caravan.api.ProblemType;
import dev.caravan.oidc.ProviderLogin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What surrounds the areas: the ways in, the login, and how a reader wants the pages. */
@Controller
public class Shell {

    private static final Duration REMEMBERED = Duration.ofDays(400);

    /** What the login says of how one came there. */
    private static final List<String> NOTICES =
            List.of("wrong", "wait", "left", "away", "waiting", "disabled", "failed");

    private final @Nullable ProviderLogin provider;

    Shell(ObjectProvider<ProviderLogin> provider) {
        this.provider = provider.getIfAvailable();
    }

    /**
     * The OpenID provider, as the login offers it.
     *
     * @param start where the way there begins
     * @param host what people know it by
     */
    public record Provider(String start, String host) {}

    @GetMapping({"/", "/admin", "/admin/"})
    String home() {
        return "redirect:/console";
    }

    @GetMapping("/console/")
    String overview() {
        return "redirect:/console";
    }

    @GetMapping("/console/login")
    String login(Model model, @RequestParam Map<String, String> parameters) {
        String notice =
                NOTICES.stream().filter(parameters::containsKey).findFirst().orElse("");
        model.addAttribute("notice", notice);
        model.addAttribute("provider", provider == null ? null : new Provider(ProviderLogin.START, provider.host()));
        return "login";
    }

    /** Where a request ends that the login did not let through: also with a form that is older than its session. */
    @RequestMapping("/console/denied")
    String denied() {
        throw Problem.of(ProblemType.FORBIDDEN, "");
    }

    @RequestMapping({"/console/{area:(?!assets$).+}", "/console/{area:(?!assets$).+}/**"})
    String nowhere() {
        throw Problem.of(ProblemType.NOT_FOUND, "");
    }

    @PostMapping("/console/preferences")
    String preferences(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam(required = false) String language,
            @RequestParam(required = false) String theme,
            @RequestParam(defaultValue = "/console") String back) {
        if (language != null
                && Texts.LANGUAGES.stream()
                        .anyMatch(known -> known.toLanguageTag().equals(language))) {
            remember(Preferences.LANGUAGE, language, request, response);
        }
        if (theme != null && Preferences.THEMES.contains(theme)) {
            remember(Preferences.THEME, theme, request, response);
        }
        // Back to a page of the console and nowhere else, whatever the form says.
        return "redirect:"
                + (back.matches("/console(/[\\w./-]*)?(\\?[^\\s\\\\]*)?") && !back.contains("//") ? back : "/console");
    }

    private static void remember(String name, String value, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(name, value)
                .path("/console")
                .maxAge(REMEMBERED)
                .sameSite("Lax")
                .secure(request.isSecure())
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
