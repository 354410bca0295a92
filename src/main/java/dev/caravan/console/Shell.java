package dev.caravan.console;

import dev.caravan.api.Problem;
import dev.caravan.api.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
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
class Shell {

    private static final Duration REMEMBERED = Duration.ofDays(400);

    @GetMapping({"/", "/admin", "/admin/"})
    String home() {
        return "redirect:/console";
    }

    @GetMapping("/console/")
    String overview() {
        return "redirect:/console";
    }

    @GetMapping("/console/login")
    String login(
            Model model,
            @RequestParam(required = false) String wrong,
            @RequestParam(required = false) String wait,
            @RequestParam(required = false) String left) {
        String notice = wrong != null ? "wrong" : wait != null ? "wait" : left != null ? "left" : "";
        model.addAttribute("notice", notice);
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
