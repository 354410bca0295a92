package dev.caravan.unsubscribe;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriUtils;

/**
 * Shows a browser that came by a spoilt link what is wrong, and whom to ask. A link may be cut anywhere, so that it leads to
 * no path of the API; and errors of the API are problems, which people cannot read. Hence this stands before all of it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SpoiltLinks extends OncePerRequestFilter {

    private static final String PATH = "/unsubscribe";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

    private final UnsubscribeTokens tokens;
    private final @Nullable String sender;

    SpoiltLinks(UnsubscribeTokens tokens, @Value("${caravan.smtp.from-email:}") String sender) {
        this.tokens = tokens;
        this.sender = sender.isBlank() || sender.endsWith("@localhost") ? null : sender;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !(path.equals(PATH) || path.startsWith(PATH + "/"))
                || !METHODS.contains(request.getMethod())
                || !wantsPage(request.getHeader(HttpHeaders.ACCEPT));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (opens(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        PageTexts texts = PageTexts.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        byte[] page = UnsubscribeHtml.spoilt(texts, sender).getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        UnsubscribeHtml.headers(texts).forEach(response::setHeader);
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    private boolean opens(String path) {
        try {
            String token = UriUtils.decode(path, StandardCharsets.UTF_8).substring(PATH.length());
            return tokens.open(token.replaceAll("^/|/$", "")).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        } catch (DataAccessException e) {
            // the secret cannot be read; whoever is asked next says so
            return true;
        }
    }

    /** Browsers name HTML (WHATWG Fetch, "document"); whoever names JSON before it, or neither, is a program. */
    private static boolean wantsPage(@Nullable String accept) {
        try {
            List<MediaType> wanted = MediaType.parseMediaTypes(accept);
            double page = quality(wanted, "html");
            return page > 0 && page >= quality(wanted, "json");
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double quality(List<MediaType> wanted, String kind) {
        return wanted.stream()
                .filter(type -> type.getSubtype().contains(kind))
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }
}
