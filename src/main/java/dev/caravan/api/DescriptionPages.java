package dev.caravan.api;

import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The API description, and the page that each problem's {@code type} leads to. */
@RestController
class DescriptionPages {

    private static final MediaType YAML = new MediaType("application", "yaml", StandardCharsets.UTF_8);

    private final ApiDescription description;

    DescriptionPages(ApiDescription description) {
        this.description = description;
    }

    @GetMapping("/openapi.json")
    ResponseEntity<String> json() {
        return text(MediaType.APPLICATION_JSON, description.json());
    }

    @GetMapping("/openapi.yaml")
    ResponseEntity<String> yaml() {
        return text(YAML, description.yaml());
    }

    @GetMapping("/problems/{slug}")
    ResponseEntity<String> problem(@PathVariable("slug") String slug) {
        for (ProblemType type : ProblemType.values()) {
            if (type.slug().equals(slug)) {
                return text(
                        new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8),
                        "%s (%d)%n%s%n".formatted(type.title(), type.status(), type.advice()));
            }
        }
        throw Problem.notFound("There is no such type of problem.");
    }

    private static ResponseEntity<String> text(MediaType type, String text) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noCache())
                .body(text);
    }
}
