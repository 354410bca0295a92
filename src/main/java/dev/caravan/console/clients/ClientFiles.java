package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.api.Problem;
import dev.caravan.api.StreamedAnswer;
import dev.caravan.api.StreamedBody;
import dev.caravan.console.Operations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Clients in files: a CSV file goes in as it comes, and out as it is read; neither is held whole. */
@Controller
@RequestMapping("/console/clients")
class ClientFiles {

    private static final Duration KEPT = Duration.ofHours(1);

    private final Operations operations;
    private final Cache<String, Reading> running =
            Caffeine.newBuilder().maximumSize(100).expireAfterWrite(KEPT).build();

    ClientFiles(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/import")
    String form() {
        return "clients/import";
    }

    /**
     * Takes the file that the page's script sends as the body, and answers the report as a part of the page.
     *
     * @param run by which the page asks how far it is
     */
    @PostMapping("/import")
    String take(Model model, HttpServletRequest request, @RequestParam(defaultValue = "") String run) {
        Reading file = new Reading(StreamedBody.of(request));
        running.put(run, file);
        try {
            model.addAttribute("report", operations.call("importClients", Map.of(), file));
        } catch (Problem problem) {
            model.addAttribute("problem", problem);
            if (problem.members().get("refusals") instanceof JsonNode refusals) {
                model.addAttribute("before", problem.members());
                model.addAttribute("refusals", refusals);
            }
        }
        return "clients/import-report";
    }

    /** How much of a file has been read; empty if it is another instance that reads it. */
    @GetMapping("/import/progress")
    ResponseEntity<Map<String, Long>> progress(@RequestParam String run) {
        Reading file = running.getIfPresent(run);
        return ResponseEntity.ok(file == null ? Map.of() : Map.of("bytes", file.bytes(), "lines", file.lines()));
    }

    @GetMapping("/export")
    void export(HttpServletResponse response) throws IOException {
        Object answer =
                operations.run("exportClients", Map.of(), null).getMessage().getBody();
        response.setContentType("text/csv; charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"clients.csv\"");
        ((StreamedAnswer) answer).writeTo(response.getOutputStream());
    }
}
