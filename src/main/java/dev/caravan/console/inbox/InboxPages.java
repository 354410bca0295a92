package dev.caravan.console.inbox;

import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Shows a user's inbox as the user's application gets it. */
@Controller
@RequestMapping("/console/inbox")
class InboxPages {

    private static final int PAGE = 50;

    private final Operations operations;

    InboxPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String show(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam(name = "user_id", defaultValue = "") String userId,
            @RequestParam(defaultValue = "0") int skip,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        String user = userId.strip();
        int from = Math.max(0, Math.min(skip, 1_000_000));
        model.addAttribute("user", user);
        model.addAttribute("skip", from);
        model.addAttribute("step", PAGE);
        model.addAttribute("errors", FieldErrors.NONE);
        if (!user.isEmpty()) {
            try {
                model.addAttribute(
                        "inbox",
                        operations
                                .call("listInboxRecords", Map.of("user_id", user, "skip", from, "limit", PAGE))
                                .path("data"));
            } catch (Problem problem) {
                if (problem.errors().isEmpty()) {
                    throw problem;
                }
                model.addAttribute("errors", FieldErrors.of(problem, page));
            }
        }
        return target.equals("more") ? "inbox/rows" : "inbox/show";
    }

    @PostMapping("/read")
    String read(
            @RequestParam("user_id") String userId,
            @RequestParam(name = "notification_id", defaultValue = "") String record,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        if (record.isEmpty()) {
            long read = operations
                    .call("readInboxRecords", Map.of("user_id", userId))
                    .path("read")
                    .asLong();
            Notice.good(page.t("inbox.read.all.done", page.number(read)), next);
        } else {
            boolean read = operations
                    .call("readInboxRecord", Map.of("user_id", userId, "notification_id", record))
                    .path("success")
                    .asBoolean();
            Notice.good(page.t(read ? "inbox.read.done" : "inbox.read.before"), next);
        }
        next.addAttribute("user_id", userId);
        return "redirect:/console/inbox";
    }
}
