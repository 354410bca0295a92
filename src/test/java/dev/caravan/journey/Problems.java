package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/** What every error answer has to be, whatever went wrong (CONTRACT, preamble). */
final class Problems {

    private static final Pattern INSIDES = Pattern.compile(
            "(?i)\\b(org|java|jakarta|com|dev)\\.[a-z]+\\.|exception|\\bat [a-z]+\\.|psql|\\bselect\\b.*\\bfrom\\b|insert into|jdbc|camel");

    private Problems() {}

    /** Holds the answer to be a problem of this status that tells nothing of the inside, and returns its body. */
    static JsonNode problem(App.Answer answer, int status) {
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            softly.assertThat(answer.raw().headers().firstValue("Content-Type")).hasValue("application/problem+json");
            softly.assertThat(answer.text()).doesNotContainPattern(INSIDES);
        });
        JsonNode body = answer.json();
        assertThat(body.get("status").asInt()).isEqualTo(status);
        assertThat(body.get("type").asText()).startsWith("/problems/");
        assertThat(body.get("title").asText()).isNotBlank();
        assertThat(body.get("detail").asText()).isNotBlank();
        return body;
    }

    /** Holds the answer to be a 400 that names exactly these fields. */
    static JsonNode invalid(App.Answer answer, String... fields) {
        JsonNode errors = problem(answer, 400).path("errors");
        assertThat(errors.fieldNames()).toIterable().as(answer.text()).containsExactlyInAnyOrder(fields);
        for (JsonNode why : errors) {
            assertThat(why.isArray() && !why.isEmpty()).isTrue();
        }
        return errors;
    }

    static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
