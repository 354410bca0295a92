package dev.caravan.console.overview;

import dev.caravan.console.Operations;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Shows what is going on. */
@Controller
@RequestMapping("/console")
class OverviewPages {

    private final Operations operations;

    OverviewPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String overview(Model model) {
        model.addAttribute("channels", operations.call("listChannels", Map.of()));
        return "overview/overview";
    }
}
