package dev.caravan.template;

import static dev.caravan.template.TemplateFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.PermanentFault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

    private static TemplateFixture fixture;
    private static Templates templates;

    @BeforeAll
    static void start() {
        fixture = new TemplateFixture();
        templates = fixture.templates;
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
    }

    @Test
    void aTemplateIsShownAsItWasMade() {
        ObjectNode made = templates.create(json("""
            {'slug': 'welcome', 'name': 'Welcome', 'subject': 'Hi ${name}', 'content': 'Hello ${name}',
             'variants': {'sms': 'Hi'}}\
            """));

        assertThat(made.fieldNames())
                .toIterable()
                .containsExactly(
                        "template_id",
                        "name",
                        "slug",
                        "subject",
                        "content",
                        "variants",
                        "engine",
                        "version",
                        "created_at",
                        "updated_at");
        assertThat(made).isEqualTo(templates.get("welcome"));
        assertThat(templates.list())
                .contains(made.deepCopy().without(List.of("subject", "content", "variants", "created_at")));
        assertThat(made.get("engine").asText()).isEqualTo("freemarker");
        assertThat(made.get("version").asInt()).isEqualTo(1);
        assertThat(made.at("/variants/sms").asText()).isEqualTo("Hi");
        assertThat(templates.slugOf(UUID.fromString(made.get("template_id").asText())))
                .isEqualTo("welcome");
    }

    @ParameterizedTest
    @CsvSource({
        "Hello ${name},,freemarker",
        "Hello {{ name }},,mustache",
        "{{ x }},freemarker,freemarker",
        "x,mustache,mustache"
    })
    void theEngineIsTheGivenOneOrFollowsFromTheContent(String content, String engine, String expected) {
        ObjectNode body = ((ObjectNode) json("{}"))
                .put("slug", "engine-" + UUID.randomUUID())
                .put("name", "x")
                .put("content", content);
        if (engine != null) {
            body.put("engine", engine);
        }
        assertThat(templates.create(body).get("engine").asText()).isEqualTo(expected);
    }

    @Test
    void aChangeOfContentLooksAtTheEngineAgainUnlessItWasChosen() {
        fixture.create("auto", "{'content': 'plain'}");
        fixture.create("chosen", "{'content': 'plain', 'engine': 'freemarker'}");

        assertThat(templates
                        .update("auto", json("{'content': '{{ a }}'}"))
                        .get("engine")
                        .asText())
                .isEqualTo("mustache");
        assertThat(templates
                        .update("chosen", json("{'content': '{{ a }}'}"))
                        .get("engine")
                        .asText())
                .isEqualTo("freemarker");
    }

    @Test
    void everyChangeMakesAVersionAndNoChangeMakesNone() {
        fixture.create("versions", "{'content': 'one', 'subject': 'S', 'variants': {'sms': 'a', 'telegram': 'b'}}");
        templates.update("versions", json("{'content': 'two'}"));
        templates.update("versions", json("{'content': 'two'}"));
        templates.update("versions", json("{'name': 'New name', 'subject': null, 'variants': {'sms': null}}"));

        JsonNode versions = templates.versions("versions");
        assertThat(versions.findValuesAsText("version")).containsExactly("3", "2", "1");
        assertThat(versions.findValuesAsText("content")).containsExactly("two", "two", "one");
        assertThat(versions.get(0).get("subject").isNull()).isTrue();
        assertThat(versions.get(0).get("variants")).isEqualTo(json("{'telegram': 'b'}"));
        assertThat(versions.get(0).fieldNames())
                .toIterable()
                .containsExactly("subject", "content", "variants", "engine", "version", "created_at");
        assertThat(templates.get("versions").get("name").asText()).isEqualTo("New name");
    }

    @Test
    void aDeliveryRendersTheVersionItWasAcceptedWithAfterAnEditAndADelete() {
        long accepted = fixture.create("pinned", "{'content': 'old ${name}'}");
        templates.update("pinned", json("{'content': 'new ${name}'}"));
        long edited = fixture.currentVersion("pinned");
        templates.delete("pinned");

        assertThat(fixture.text(accepted, Map.of("name", "Ann"))).isEqualTo("old Ann");
        assertThat(fixture.text(edited, Map.of("name", "Ann"))).isEqualTo("new Ann");
        assertThat(templates.currentVersion("pinned")).isNull();
        assertThat(status(() -> templates.get("pinned"))).isEqualTo(404);
    }

    @Test
    void theSlugOfADeletedTemplateIsFreeAgain() {
        fixture.create("reborn", "{'content': 'first'}");
        String firstId = templates.get("reborn").get("template_id").asText();
        templates.delete("reborn");
        fixture.create("reborn", "{'content': 'second'}");

        assertThat(templates.get("reborn").get("content").asText()).isEqualTo("second");
        assertThat(templates.get("reborn").get("template_id").asText()).isNotEqualTo(firstId);
        assertThat(templates.versions("reborn")).hasSize(1);
    }

    @Test
    void aTakenSlugIsAConflictAndAnUnknownOneIsNotFound() {
        fixture.create("taken", "{'content': 'x'}");

        assertThat(status(() -> fixture.create("taken", "{'content': 'y'}"))).isEqualTo(409);
        assertThat(status(() -> templates.get("nobody"))).isEqualTo(404);
        assertThat(status(() -> templates.update("nobody", json("{'name': 'x'}"))))
                .isEqualTo(404);
        assertThat(status(() -> templates.delete("nobody"))).isEqualTo(404);
        assertThat(status(() -> templates.versions("nobody"))).isEqualTo(404);
        assertThat(status(() -> templates.preview("nobody", json("{}")))).isEqualTo(404);
        assertThat(templates.currentVersion("nobody")).isNull();
        assertThat(templates.currentVersion("nul\0")).isNull();
        assertThat(status(() -> templates.get("nul\0"))).isEqualTo(404);
    }

    @Test
    void allFaultsOfABodyAreReportedAtOnce() {
        Problem problem = problem(() -> templates.create(json("""
            {'slug': 'not a slug', 'name': '', 'subject': 'two\nlines', 'engine': 'velocity', 'contents': 'typo',
             'variants': {'sms': 5, 'Bad Key': 'x', 'telegram': '${'}}\
            """)));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors())
                .containsOnlyKeys(
                        "contents",
                        "slug",
                        "name",
                        "subject",
                        "content",
                        "variants.sms",
                        "variants.Bad Key",
                        "engine",
                        "variants.telegram");
        assertThat(status(() -> templates.create(json("[]")))).isEqualTo(400);
        assertThat(status(() -> templates.create(null))).isEqualTo(400);
    }

    @Test
    void textsAreBounded() {
        ObjectNode body = ((ObjectNode) json("{}"))
                .put("slug", "a".repeat(256))
                .put("name", "n".repeat(256))
                .put("content", "ж".repeat(32 * 1024 + 1));
        assertThat(problem(() -> templates.create(body)).errors()).containsOnlyKeys("slug", "name", "content");
        body.put("slug", "a".repeat(255)).put("name", "n".repeat(255)).put("content", "ж".repeat(32 * 1024));
        assertThat(templates.create(body).get("version").asInt()).isEqualTo(1);
        assertThat(problem(() -> templates.create(json("{'slug': 'nul', 'name': 'n', 'content': 'a\\u0000b'}")))
                        .errors())
                .containsOnlyKeys("content");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello|${name|1|6",
                "|<#if a>never closed|1|1",
                "|<#list xs as x>${x}</#if>|1|19",
                "text|${name?nosuch}|1|10",
                "|{{name|1|1",
                "Hello|{{#items}}{{name}}{{/item}}|1|24",
                "Hello|{{#items}}|1|6",
                "Hello|{{/items}}|1|6",
                "Hello|{{}}|1|6",
                "|{{> other}}|1|1",
            })
    void aSyntaxErrorIsRefusedWithItsLineAndColumn(String before, String fault, int line, int column) {
        String content = "first\n" + (before == null ? "" : before) + fault;
        String engine = fault.contains("{{") ? "mustache" : "freemarker";
        Problem problem = problem(() -> templates.create(((ObjectNode) json("{}"))
                .put("slug", "syntax")
                .put("name", "x")
                .put("content", content)
                .put("engine", engine)));

        assertThat(problem.errors().get("content"))
                .singleElement()
                .asString()
                .matches("line " + (line + 1) + ", column \\d+: [^\\n]+")
                .doesNotContain("freemarker", "Exception", "Tip:");
        if (engine.equals("mustache")) {
            assertThat(problem.errors().get("content").get(0)).startsWith("line 2, column " + column + ": ");
        }
    }

    @Test
    void aPreviewShowsWhatEachChannelGets() {
        fixture.create("preview", """
            {'subject': 'For ${name}', 'content': 'Hello ${name}',
             'variants': {'sms': 'Hi ${name}', 'email.html': '<b>${name}</b>'}}\
            """);

        assertThat(templates.preview("preview", json("{'context': {'name': 'A<b'}}")))
                .isEqualTo(json("""
                    {'subject': 'For A<b', 'body': 'Hello A<b',
                     'html': '<b>A&lt;b</b>'}\
                    """));
        assertThat(templates.preview("preview", json("{'context': {'name': 'A'}, 'channel': 'sms'}")))
                .isEqualTo(json("""
                    {'subject': 'For A', 'body': 'Hi A', 'html': null}\
                    """));
    }

    @Test
    void aPreviewNamesEveryFaultWithLineAndColumn() {
        fixture.create("faulty", "{'subject': '${a}', 'content': 'x\n  ${user.name}', 'variants': {'sms': '${b}'}}");

        Problem problem = problem(() -> templates.preview("faulty", json("{'channel': 'sms'}")));
        assertThat(problem.errors()).containsOnlyKeys("subject", "variants.sms");
        problem = problem(() -> templates.preview("faulty", json("{'context': {'a': 1, 'user': {}}}")));
        assertThat(problem.errors())
                .isEqualTo(Map.of(
                        "content",
                        List.of("line 2, column 5: \"user.name\" has no value; write ${user.name!\"…\"} to give one")));
        assertThat(problem(() -> templates.preview("faulty", json("{'context': [], 'channels': 'x', 'channel': 1}")))
                        .errors())
                .containsOnlyKeys("context", "channels", "channel");
    }

    @Test
    void aChangeCountsAtOnceHereAndSoonOnAnotherInstance() {
        Templates other = fixture.otherInstance();
        long first = fixture.create("seen", "{'content': 'one'}");
        assertThat(other.currentVersion("seen")).isEqualTo(first);

        templates.update("seen", json("{'content': 'two'}"));

        Long second = templates.currentVersion("seen");
        assertThat(second).isNotEqualTo(first);
        Awaitility.await()
                .untilAsserted(() -> assertThat(other.currentVersion("seen")).isEqualTo(second));
    }

    @Test
    void aVersionThatDoesNotExistIsAPermanentFault() {
        assertThat(catchThrowableOfType(PermanentFault.class, () -> fixture.text(987654, Map.of())))
                .hasMessage("template version 987654 does not exist");
    }

    private static int status(Runnable call) {
        return problem(call).status();
    }

    private static Problem problem(Runnable call) {
        return catchThrowableOfType(Problem.class, call::run);
    }
}
