package dev.caravan.console.mailings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows mailings: one and how far it is, those of a month, and what became of the messages of all. What counts comes later. */
@Controller
@RequestMapping("/console/mailings")
class MailingView {

    /** A month with more shows the newest. */
    private static final int MOST_OF_A_MONTH = 600;

    private final Operations operations;
    private final Clock clock;

    MailingView(Operations operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    @GetMapping("/{id:\\d+}")
    String show(Model model, @PathVariable String id) {
        model.addAttribute("mailing", operations.call("getMailing", Map.of("id", id, "progress", false)));
        return "mailings/show";
    }

    /**
     * How far a mailing is, which asks again while it runs.
     *
     * @param was its status on the page; if that changed the whole page is loaded again
     */
    @GetMapping("/{id:\\d+}/progress")
    String progress(Model model, @PathVariable String id, @RequestParam String was, HttpServletResponse response) {
        JsonNode mailing = operations.call("getMailing", Map.of("id", id));
        if (!mailing.path("status").asText().equals(was)) {
            response.setHeader("HX-Refresh", "true");
        }
        model.addAttribute("mailing", mailing);
        model.addAttribute("counts", operations.call("getMailingStatistics", Map.of("id", id)));
        return "mailings/progress";
    }

    @GetMapping("/{id:\\d+}/messages")
    String messages(
            Model model,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("id", id);
        model.addAttribute("status", status);
        model.addAttribute(
                "found",
                operations.call("listMessagesOfMailing", Map.of("id", id, "status", status, "cursor", cursor)));
        return target.equals("more") ? "mailings/message-rows" : "mailings/messages";
    }

    @GetMapping("/calendar")
    String calendar(Model model, @ModelAttribute("page") Page page, @RequestParam(defaultValue = "") String month) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), page.zone());
        YearMonth chosen = month(month, today);
        List<JsonNode> mailings = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode found = operations.call(
                    "listMailings",
                    Map.of(
                            "start_from",
                            Month.first(chosen).atStartOfDay(page.zone()).toInstant(),
                            "start_to",
                            Month.end(chosen).atStartOfDay(page.zone()).toInstant(),
                            "limit",
                            200,
                            "cursor",
                            cursor));
            found.path("items").forEach(mailings::add);
            cursor = found.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && mailings.size() < MOST_OF_A_MONTH);
        model.addAttribute("month", Month.of(chosen, mailings, page.zone(), today));
        model.addAttribute("today", today);
        model.addAttribute("more", !cursor.isEmpty());
        return "mailings/calendar";
    }

    private static YearMonth month(String text, LocalDate today) {
        try {
            YearMonth month = text.isEmpty() ? YearMonth.from(today) : YearMonth.parse(text);
            return month.getYear() < 1970 || month.getYear() > 9998 ? YearMonth.from(today) : month;
        } catch (DateTimeException e) {
            return YearMonth.from(today);
        }
    }

    @GetMapping("/stats")
    String statistics() {
        return "mailings/stats";
    }

    @GetMapping("/stats/counts")
    String counts(Model model, @RequestParam(defaultValue = "") String cursor) {
        model.addAttribute(
                "statistics", operations.call("getMailingsStatistics", Map.of("limit", 20, "cursor", cursor)));
        return "mailings/stats-counts";
    }
}
