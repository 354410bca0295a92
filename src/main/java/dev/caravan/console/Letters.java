package dev.caravan.console;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** HTML that comes from templates and mails, for a frame of its own: it may look as it likes, and can do nothing. */
public final class Letters {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final String SHUT_IN =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'self'";

    private Letters() {}

    /** The answer that a sandboxed frame shows. Its pictures from elsewhere are not loaded: they would tell that somebody looked. */
    public static ResponseEntity<String> shutIn(String html) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", SHUT_IN)
                .cacheControl(CacheControl.noStore())
                .body(html);
    }
}
