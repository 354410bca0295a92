package dev.caravan.console.schedules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Periodic tasks. */
@Controller
@RequestMapping("/console/schedules")
class SchedulePages {

    private static final String BASE = "/console/schedules";

    private final Operations operations;

    SchedulePages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("found", operations.call("listPeriodicTasks", Map.of("cursor", cursor)));
        return target.equals("more") ? "schedules/rows" : "schedules/list";
    }

    /** The next runs, while somebody types. */
    @GetMapping("/next")
    String next(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam(name = "crontab_schedule", defaultValue = "") String cron,
            @RequestParam(defaultValue = "UTC") String timezone) {
        preview(model, page, cron, timezone);
        return "schedules/next";
    }

    @GetMapping("/new")
    String create(Model model, @ModelAttribute("page") Page page) {
        return form(model, page, "", ScheduleForm.empty(page.zone().getId()), FieldErrors.NONE);
    }

    @PostMapping
    String create(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            RedirectAttributes next) {
        Map<String, String> form = ScheduleForm.typed(parameters);
        try {
            JsonNode made = operations.call("createPeriodicTask", Map.of(), ScheduleForm.body(form));
            Notice.good(page.t("schedules.made", made.path("name").asText()), next);
            return "redirect:" + BASE + "/" + made.path("id").asText();
        } catch (Problem e) {
            return form(model, page, "", form, FieldErrors.of(e, page));
        }
    }

    @GetMapping("/{id}")
    String show(Model model, @ModelAttribute("page") Page page, @PathVariable String id) {
        JsonNode task = operations.call("getPeriodicTask", Map.of("id", id));
        model.addAttribute("task", task);
        preview(
                model,
                page,
                task.path("crontab_schedule").asText(),
                task.path("timezone").asText());
        return "schedules/show";
    }

    @GetMapping("/{id}/edit")
    String edit(Model model, @ModelAttribute("page") Page page, @PathVariable String id) {
        return form(
                model,
                page,
                id,
                ScheduleForm.of(operations.call("getPeriodicTask", Map.of("id", id))),
                FieldErrors.NONE);
    }

    @PostMapping("/{id}")
    String edit(
            Model model,
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @RequestParam Map<String, String> parameters,
            RedirectAttributes next) {
        Map<String, String> form = ScheduleForm.typed(parameters);
        try {
            operations.call("updatePeriodicTask", Map.of("id", id), ScheduleForm.body(form));
            Notice.good(page.t("schedules.kept"), next);
            return "redirect:" + BASE + "/" + id;
        } catch (Problem e) {
            return form(model, page, id, form, FieldErrors.of(e, page));
        }
    }

    @PostMapping("/{id}/{action:run|pause|resume|delete}")
    String steer(
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @PathVariable String action,
            RedirectAttributes next) {
        Map<String, String> of = Map.of("id", id);
        switch (action) {
            case "run" -> operations.call("runPeriodicTask", of);
            case "delete" -> operations.call("deletePeriodicTask", of);
            default -> {
                ObjectNode change = JsonNodeFactory.instance.objectNode().put("enabled", action.equals("resume"));
                operations.call("updatePeriodicTask", of, change);
            }
        }
        Notice.good(page.t("schedules." + action + ".done"), next);
        return "redirect:" + (action.equals("delete") ? BASE : BASE + "/" + id);
    }

    private void preview(Model model, Page page, String cron, String timezone) {
        ObjectNode asked = JsonNodeFactory.instance
                .objectNode()
                .put("crontab_schedule", cron)
                .put("timezone", timezone);
        try {
            model.addAttribute(
                    "runs", operations.call("previewSchedule", Map.of(), asked).path("next_runs"));
            model.addAttribute("fault", "");
        } catch (Problem e) {
            model.addAttribute("runs", JsonNodeFactory.instance.arrayNode());
            model.addAttribute("fault", String.join("; ", words(page.said(e))));
        }
    }

    private static List<String> words(Problem problem) {
        List<String> ofFields =
                problem.errors().values().stream().flatMap(List::stream).toList();
        return ofFields.isEmpty() ? List.of(problem.detail()) : ofFields;
    }

    private String form(Model model, Page page, String id, Map<String, String> form, FieldErrors errors) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        model.addAttribute("tasks", operations.call("listTasks", Map.of()));
        model.addAttribute("templates", operations.call("listTemplates", Map.of()));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        preview(model, page, form.get("crontab_schedule"), form.get("timezone"));
        return "schedules/form";
    }
}
