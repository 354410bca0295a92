package dev.caravan.console.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The editor. The draft stays in the browser until it is published; what it would do is asked of the API. */
@Controller
@RequestMapping("/console/routes")
class RouteEditorPages {

    private static final CacheControl A_YEAR =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private static final Map<String, String> DEEDS =
            Map.of("check", "checkRoutes", "tests", "runRouteTests", "publish", "publishRoutes");

    private final Operations operations;
    private final CamelContext camel;

    RouteEditorPages(Operations operations, CamelContext camel) {
        this.operations = operations;
        this.camel = camel;
    }

    @GetMapping("/edit")
    String edit(
            Model model,
            @RequestParam(defaultValue = "") String file,
            @RequestParam(defaultValue = "1") int line,
            @RequestParam(defaultValue = "") String from) {
        JsonNode files = operations.call("getRouteFiles", Map.of());
        model.addAttribute("locked", files.path("locked").asText(""));
        model.addAttribute("revision", files.path("revision").asLong());
        model.addAttribute("file", file);
        model.addAttribute("line", line);
        model.addAttribute("from", from);
        model.addAttribute("camel", camel.getVersion());
        return "routes/edit";
    }

    @GetMapping(value = "/files.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    String files() {
        return operations.call("getRouteFiles", Map.of()).toString();
    }

    /** The files of an edit of the past, to go on from. */
    @GetMapping(value = "/history/{revision}/files.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    String files(@PathVariable String revision) {
        return operations.call("getRouteRevision", Map.of("revision", revision)).toString();
    }

    /** What can stand in a route file; under a name that has Camel's version in it. */
    @GetMapping("/words/{version}.json")
    ResponseEntity<String> words() {
        return ResponseEntity.ok()
                .cacheControl(A_YEAR)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new CamelWords().json().toString());
    }

    /** A script wants to read what is wrong, and not a page about it. */
    @PostMapping(
            value = "/draft/{deed:check|tests|publish}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> draft(
            @ModelAttribute("page") Page page, @PathVariable String deed, @RequestBody String draft) {
        try {
            return ResponseEntity.ok(
                    operations.call(DEEDS.get(deed), Map.of(), draft).toString());
        } catch (Problem e) {
            Problem said = page.said(e);
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("detail", said.detail());
            said.errors().forEach((field, why) -> json.withObject("errors").put(field, String.join("; ", why)));
            return ResponseEntity.status(e.status()).body(json.toString());
        }
    }
}
