package dev.caravan.console.mailings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import dev.caravan.console.clients.Words;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Lists, makes, changes and steers mailings. */
@Controller
@RequestMapping("/console/mailings")
class MailingPages {

    private final Operations operations;
    private final Words words;
    private final Clock clock;

    MailingPages(Operations operations, Words words, Clock clock) {
        this.operations = operations;
        this.words = words;
        this.clock = clock;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("status", status);
        model.addAttribute("found", operations.call("listMailings", Map.of("status", status, "cursor", cursor)));
        return target.equals("more") ? "mailings/rows" : "mailings/list";
    }

    /**
     * A new mailing.
     *
     * @param day when it is to start; empty: at the next full hour
     * @param copy of another mailing, with its length; empty: of none
     */
    @GetMapping("/new")
    String draft(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam(defaultValue = "") String day,
            @RequestParam(defaultValue = "") String copy) {
        ZonedDateTime start = start(day, page);
        Duration length = Duration.ofDays(1);
        ObjectNode mailing = JsonNodeFactory.instance.objectNode();
        if (!copy.isEmpty()) {
            mailing = (ObjectNode) operations.call("getMailing", Map.of("id", copy, "progress", false));
            length = Duration.between(
                    Instant.parse(mailing.path("start_datetime").asText()),
                    Instant.parse(mailing.path("end_datetime").asText()));
            mailing.remove("id");
        }
        mailing.put("start_datetime", start.toInstant().toString());
        mailing.put("end_datetime", start.toInstant().plus(length).toString());
        return form(model, mailing, FieldErrors.NONE, page);
    }

    private ZonedDateTime start(String day, Page page) {
        ZonedDateTime next = clock.instant()
                .atZone(page.zone())
                .truncatedTo(ChronoUnit.HOURS)
                .plusHours(1);
        try {
            ZonedDateTime morning =
                    day.isEmpty() ? next : LocalDate.parse(day).atTime(10, 0).atZone(page.zone());
            return morning.isBefore(next) ? next : morning;
        } catch (DateTimeException e) {
            return next;
        }
    }

    @PostMapping
    String create(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam MultiValueMap<String, String> typed,
            RedirectAttributes next) {
        ObjectNode body = MailingBody.of(typed, page.zone());
        try {
            JsonNode created = operations.call("createMailing", Map.of(), body);
            Notice.good(page.t("mailings.created"), next);
            return "redirect:/console/mailings/" + created.path("id").asText();
        } catch (Problem problem) {
            return form(model, body, FieldErrors.of(problem, page), page);
        }
    }

    /** How many clients what was typed would choose. */
    @PostMapping("/audience")
    String audience(Model model, @RequestParam MultiValueMap<String, String> typed) {
        try {
            model.addAttribute(
                    "audience", operations.call("previewMailingAudience", Map.of(), MailingBody.audience(typed)));
        } catch (Problem problem) {
            if (problem.errors().isEmpty()) {
                throw problem;
            }
            model.addAttribute("problem", problem);
        }
        return "mailings/audience";
    }

    @GetMapping("/{id:\\d+}/edit")
    String edit(Model model, @PathVariable String id, @ModelAttribute("page") Page page) {
        JsonNode mailing = operations.call("getMailing", Map.of("id", id, "progress", false));
        return form(model, mailing, FieldErrors.NONE, page);
    }

    @PostMapping("/{id:\\d+}")
    String change(
            Model model,
            @PathVariable String id,
            @ModelAttribute("page") Page page,
            @RequestParam MultiValueMap<String, String> typed,
            RedirectAttributes next) {
        ObjectNode body = MailingBody.of(typed, page.zone());
        try {
            operations.call("replaceMailing", Map.of("id", id), body);
            Notice.good(page.t("mailings.changed"), next);
            return "redirect:/console/mailings/" + id;
        } catch (Problem problem) {
            return form(model, body.put("id", id), FieldErrors.of(problem, page), page);
        }
    }

    @PostMapping("/{id:\\d+}/{action:pause|resume|cancel}")
    String steer(
            @PathVariable String id,
            @PathVariable String action,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        try {
            operations.call(action + "Mailing", Map.of("id", id));
            Notice.good(page.t("mailings.done." + action), next);
        } catch (Problem problem) {
            if (problem.status() != 409) {
                throw problem;
            }
            Notice.bad(page.said(problem).detail(), next);
        }
        return "redirect:/console/mailings/" + id;
    }

    @PostMapping("/{id:\\d+}/delete")
    String delete(@PathVariable String id, @ModelAttribute("page") Page page, RedirectAttributes next) {
        operations.call("deleteMailing", Map.of("id", id));
        Notice.good(page.t("mailings.deleted"), next);
        return "redirect:/console/mailings";
    }

    private String form(Model model, JsonNode mailing, FieldErrors errors, Page page) {
        words.offer(model);
        model.addAttribute("mailing", mailing);
        model.addAttribute("start", MailingBody.local(mailing.path("start_datetime"), page.zone()));
        model.addAttribute("end", MailingBody.local(mailing.path("end_datetime"), page.zone()));
        model.addAttribute("errors", errors);
        model.addAttribute("channels", operations.call("listChannels", Map.of()).path("items"));
        model.addAttribute("templates", operations.call("listTemplates", Map.of()));
        return "mailings/form";
    }
}
