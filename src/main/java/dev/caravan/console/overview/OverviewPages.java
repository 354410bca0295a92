package dev.caravan.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Operations;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Shows what goes on, and how it went over the last hour, day or week. */
@Controller
@RequestMapping("/console")
class OverviewPages {

    private final Operations operations;
    private final LiveOverview live;

    OverviewPages(Operations operations, LiveOverview live) {
        this.operations = operations;
        this.live = live;
    }

    @GetMapping
    String overview(Model model, @RequestParam(defaultValue = "hour") String range) {
        model.addAttribute("range", range);
        model.addAttribute("now", live.now());
        model.addAttribute("traffic", operations.call("getTraffic", Map.of("range", range)));
        return "overview/overview";
    }

    @GetMapping("/overview/traffic")
    ResponseEntity<JsonNode> traffic(@RequestParam(defaultValue = "hour") String range) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(operations.call("getTraffic", Map.of("range", range)));
    }

    @GetMapping(path = "/overview/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live() {
        return live.watch();
    }
}
