package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.StreamedAnswer;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Everything that is held about the person behind a client: shown, given out, or erased. */
@Controller
@RequestMapping("/console/clients/{id:\\d+}")
class PersonPages {

    /** More than this is not shown, but given as a file. */
    private static final int SHOWN_BYTES = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Operations operations;

    PersonPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/person")
    String show(Model model, @PathVariable String id) throws IOException {
        model.addAttribute("client", operations.call("getClient", Map.of("id", id)));
        Kept kept = new Kept();
        try {
            answer(id).writeTo(kept);
            model.addAttribute("held", JSON.readTree(kept.toByteArray()));
        } catch (TooMuch much) {
            model.addAttribute("held", JSON.createObjectNode());
        }
        return "clients/person";
    }

    @GetMapping("/person.json")
    void give(@PathVariable String id, HttpServletResponse response) throws IOException {
        StreamedAnswer answer = answer(id);
        response.setContentType("application/json");
        response.setHeader("Content-Disposition", "attachment; filename=\"person-" + id + ".json\"");
        answer.writeTo(response.getOutputStream());
    }

    @PostMapping("/erase")
    String erase(
            Model model,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String confirm,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        JsonNode client = operations.call("getClient", Map.of("id", id));
        if (!ClientBody.phone(confirm).equals(client.path("phone_number").asText())) {
            model.addAttribute("client", client);
            model.addAttribute("errors", FieldErrors.of("confirm", page.t("clients.erase.wrong")));
            return "clients/show";
        }
        JsonNode erased = operations.call("deleteClient", Map.of("id", id, "erase", true));
        String what = erased.properties().stream()
                .filter(kind -> kind.getValue().asLong() > 0)
                .map(kind -> page.word("clients.kind", kind.getKey()) + " — "
                        + page.number(kind.getValue().asLong()))
                .collect(Collectors.joining(", "));
        Notice.good(page.t("clients.erased", what), next);
        return "redirect:/console/clients";
    }

    private StreamedAnswer answer(String id) {
        return (StreamedAnswer) operations
                .run("exportClient", Map.of("id", id), null)
                .getMessage()
                .getBody();
    }

    private static final class TooMuch extends IOException {}

    /** Keeps what is written, up to a limit. */
    private static final class Kept extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] some, int offset, int length) throws IOException {
            if (bytes.size() + length > SHOWN_BYTES) {
                throw new TooMuch();
            }
            bytes.write(some, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
