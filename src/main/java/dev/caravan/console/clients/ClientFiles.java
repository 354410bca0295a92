package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.api.StreamedAnswer;
import dev.caravan.api.StreamedBody;
import dev.caravan.console.Operations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Clients in files: a CSV file goes in as it comes, and out as it is read; neither is held whole. */
@Controller
@RequestMapping("/console/clients")
class ClientFiles {

    private final Operations operations;

    ClientFiles(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/import")
    String form() {
        return "clients/import";
    }

    /** Takes the file that the page's script sends as the body, and answers the report as a part of the page. */
    @PostMapping("/import")
    String take(Model model, HttpServletRequest request) {
        try {
            model.addAttribute("report", operations.call("importClients", Map.of(), StreamedBody.of(request)));
        } catch (Problem problem) {
            model.addAttribute("problem", problem);
            if (problem.members().get("refusals") instanceof JsonNode refusals) {
                model.addAttribute("before", problem.members());
                model.addAttribute("refusals", refusals);
            }
        }
        return "clients/import-report";
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
