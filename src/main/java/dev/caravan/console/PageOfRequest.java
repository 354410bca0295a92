package dev.caravan.console;

import dev.caravan.account.Login;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.support.RequestContextUtils;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Gives every template its {@code page}. */
@ControllerAdvice("dev.caravan.console")
class PageOfRequest {

    private final Texts texts;
    private final Assets assets;
    private final Clock clock;

    PageOfRequest(Texts texts, Assets assets, Clock clock) {
        this.texts = texts;
        this.assets = assets;
        this.clock = clock;
    }

    @ModelAttribute("page")
    Page page(HttpServletRequest request) {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        Optional<Login> user =
                known != null && known.getPrincipal() instanceof Login login ? Optional.of(login) : Optional.empty();
        // The ways in, "/" and "/admin", are outside what is guarded.
        String token = request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf ? csrf.getToken() : "";
        return new Page(
                texts,
                assets,
                Preferences.of(request),
                user,
                token,
                request.getRequestURI(),
                Objects.requireNonNullElse(request.getQueryString(), ""),
                ServletUriComponentsBuilder.fromContextPath(request).toUriString(),
                notice(request),
                clock.instant());
    }

    private static @Nullable Notice notice(HttpServletRequest request) {
        Map<String, ?> before = RequestContextUtils.getInputFlashMap(request);
        return before == null ? null : (Notice) before.get(Notice.NAME);
    }
}
