package dev.caravan.console.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a template's editor works out by itself. */
class SampleContextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyNameOfAMustacheTemplateGetsAValue() {
        assertThat(SampleContext.of(template("mustache", "{{ a }} {{{b}}} {{#c}}{{ d.e }}{{/c}} ${f}"))
                        .toString())
                .isEqualTo(SampleContext.of(template("", "{{ a }} {{{b}}} {{#c}}{{ d.e }}{{/c}} ${f}"))
                        .toString())
                .isEqualTo("{\"c\":true,\"a\":\"a\",\"b\":\"b\",\"d\":{\"e\":\"e\"}}");
    }

    @Test
    void everyNameOfAFreemarkerTemplateGetsAValueAndListsAreLists() {
        assertThat(SampleContext.of(template("freemarker", "<#list items as item>${item} </#list>${order.id} ${order}"))
                        .toString())
                .isEqualTo("{\"items\":[\"one\",\"two\"],\"order\":{\"id\":\"id\"}}");
    }

    @Test
    void versionsDifferInTheirPartsAndLinesFarFromAChangeAreLeftOut() {
        String before = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        Map<String, List<VersionDiff.Line>> parts =
                VersionDiff.between(template("mustache", before), template("freemarker", before.replace("5", "five")));
        assertThat(parts.keySet()).containsExactly("engine", "content");
        assertThat(parts.get("content"))
                .extracting(line -> line.kind() + " " + line.text())
                .containsExactly(
                        "gap …",
                        "same 2",
                        "same 3",
                        "same 4",
                        "del 5",
                        "ins five",
                        "same 6",
                        "same 7",
                        "same 8",
                        "gap …");
        assertThat(VersionDiff.between(template("mustache", "a"), template("mustache", "a")))
                .isEmpty();
    }

    private static JsonNode template(String engine, String content) {
        return JSON.createObjectNode().put("engine", engine).put("content", content);
    }
}
