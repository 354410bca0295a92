package dev.caravan.sandbox;

import dev.caravan.api.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The page {@code /sandbox}. All of it is 404 while nothing is caught. */
@RestController
@RequestMapping("/sandbox")
class SandboxPage {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType PLAIN = MediaType.parseMediaType("text/plain;charset=UTF-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");

    private static final String NO_SCRIPT =
            "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    /** A mail may bring its own styles and embedded pictures, but runs nothing and loads nothing from anywhere. */
    private static final String SHUT_IN =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
                    + " frame-ancestors 'self'";

    private final Sandbox sandbox;

    SandboxPage(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @GetMapping({"", "/"})
    ResponseEntity<String> page(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String channel,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(required = false) Long id,
            @RequestParam(defaultValue = "false") boolean refresh) {
        mustBeOn();
        View view = new View(request.getContextPath() + "/sandbox", channel.strip(), to.strip(), id, refresh);
        String site = ServletUriComponentsBuilder.fromContextPath(request).toUriString();
        return answer(HTML, NO_SCRIPT, new SandboxHtml(sandbox, view, site).page());
    }

    @GetMapping("/sandbox.css")
    ResponseEntity<Resource> styles() {
        mustBeOn();
        return ResponseEntity.ok().contentType(CSS).body(new ClassPathResource("sandbox/sandbox.css"));
    }

    @GetMapping("/messages/{id}/html")
    ResponseEntity<String> html(@PathVariable long id) {
        String html = find(id).source().letter().html();
        if (html == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return answer(HTML, SHUT_IN, html);
    }

    @GetMapping("/messages/{id}/source")
    ResponseEntity<byte[]> source(@PathVariable long id) {
        if (!(find(id).source() instanceof RawMail mail)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return answer(PLAIN, SHUT_IN, mail.source());
    }

    @PostMapping("/clear")
    ResponseEntity<Void> clear(HttpServletRequest request) {
        mustBeAskedFromHere(request);
        sandbox.clear();
        return back(request);
    }

    @PostMapping("/fault")
    ResponseEntity<Void> fault(
            HttpServletRequest request,
            @RequestParam String provider,
            @RequestParam String behaviour,
            @RequestParam long seconds) {
        mustBeAskedFromHere(request);
        try {
            sandbox.fault(provider, behaviour, seconds);
        } catch (Problem unknown) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, unknown.detail());
        }
        return back(request);
    }

    private Caught find(long id) {
        mustBeOn();
        return sandbox.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private void mustBeOn() {
        if (sandbox.active().isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }

    /** A page of another site must not press the buttons of this one. */
    private void mustBeAskedFromHere(HttpServletRequest request) {
        mustBeOn();
        if (CorsUtils.isCorsRequest(request)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        }
    }

    private static ResponseEntity<Void> back(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(request.getContextPath() + "/sandbox"))
                .build();
    }

    private static <T> ResponseEntity<T> answer(MediaType type, String policy, T body) {
        return ResponseEntity.ok()
                .contentType(type)
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .body(body);
    }
}
