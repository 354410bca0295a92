package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.journey.App;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of route files that cannot run. */
class RouteChecksTest {

    private static RouteChecks checks;
    private static RouteFiles shipped;
    private static RouteSet known;

    @BeforeAll
    static void read() throws Exception {
        checks = App.shared().bean(RouteChecks.class);
        shipped = new RouteFolder(Path.of("routes")).read();
        known = RouteSet.read(shipped, RouteSet.NONE);
    }

    static Stream<Arguments> badEdits() {
        String email = "channels/email.camel.yaml";
        String queue = "1-intake/legacy-queue.camel.yaml";
        return Stream.of(
                Arguments.of("syntax", email, "steps:", "steps: [", "not YAML"),
                Arguments.of(
                        "unknown key",
                        email,
                        "steps:",
                        "stepz:",
                        "email.camel.yaml:10:7: unknown key 'stepz' (did you mean 'steps'?)"),
                Arguments.of(
                        "unknown step",
                        email,
                        "- setVariable:",
                        "- setVariabel:",
                        "unknown key 'setVariabel' (did you mean 'setVariable'?)"),
                Arguments.of(
                        "unknown component",
                        email,
                        "uri: smtp://",
                        "uri: smpt://",
                        "the component 'smpt' is not allowed"),
                Arguments.of("unknown option", email, "javaMailSender:", "javaMailSendr:", "javaMailSendr"),
                Arguments.of("unknown option of an input", queue, "consumerType:", "consumerTyp:", "consumerTyp"),
                Arguments.of("value that an option cannot have", queue, "Type: Custom", "Type: None", "value: None"),
                Arguments.of(
                        "not transacted", queue, "consumerType: Custom", "transacted: false", "13:9: 'transacted'"),
                Arguments.of(
                        "not transacted, in one line",
                        "2-dispatch/send-parcel.camel.yaml",
                        "activemq:queue:${variable.queue}",
                        "activemq:queue:${variable.queue}?transacted=false",
                        "'transacted' is not for a route to say"),
                Arguments.of(
                        "forbidden component",
                        email,
                        "uri: smtp://",
                        "uri: exec:",
                        "the component 'exec' is not allowed"),
                Arguments.of(
                        "forbidden component beside its options",
                        email,
                        "uri: smtp://{{caravan.smtp.host}}:{{caravan.smtp.port}}",
                        "uri: exec",
                        "the component 'exec' is not allowed"),
                Arguments.of(
                        "unknown key of a test",
                        "tests/channels.test.yaml",
                        "  expect:",
                        "  expects:",
                        "unknown key 'expects'"),
                Arguments.of("missing bean", email, "ref: mail", "ref: mial", "there is no bean 'mial'"),
                Arguments.of(
                        "missing method",
                        email,
                        "method: compose",
                        "method: composs",
                        "the bean 'mail' has no method 'composs'"),
                Arguments.of(
                        "missing target",
                        "3-deliver/policy-default.camel.yaml",
                        "direct:channel-sms",
                        "direct:channel-sns",
                        "no route has the input direct:channel-sns"),
                Arguments.of(
                        "unknown policy",
                        email,
                        "routeConfigurationId: channel",
                        "routeConfigurationId: chanel",
                        "there is no error policy 'chanel'"),
                Arguments.of(
                        "unknown placeholder",
                        email,
                        "{{caravan.smtp.host}}",
                        "{{caravan.smtp.hots}}",
                        "the setting {{caravan.smtp.hots}} is not set (set CARAVAN_SMTP_HOTS)"),
                Arguments.of(
                        "wrong name",
                        email,
                        "id: channel-email",
                        "id: channel-mail",
                        "the id 'channel-mail' is not the name of the file"),
                Arguments.of("no description", email, "description:", "note:", "has no description"),
                Arguments.of(
                        "bad expression",
                        email,
                        "simple: ${header.CamelMailMessageId}",
                        "simple: ${header.",
                        "email.camel.yaml:"),
                Arguments.of(
                        "code",
                        email,
                        "simple: ${header.CamelMailMessageId}",
                        "groovy: 1 + 1",
                        "'groovy' would run code"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEdits")
    void aBadEditIsRefusedWithItsPlace(String what, String file, String from, String to, String reason) {
        String text = shipped.texts().get(file);
        assertThat(text).contains(from);

        RefusedRoutes refused = refusal(file, text.replace(from, to));

        assertThat(refused.findings().get(0).toString()).startsWith(file + ":").contains(reason);
        assertThat(refused.getMessage()).doesNotContain("\n");
    }

    @Test
    void whatIsShippedPasses() throws Exception {
        checks.rehearse(checks.read(shipped, RouteSet.NONE), RouteSet.NONE);
    }

    @Test
    void anEditWhoseTestsFailIsRefusedWithThePlaceOfTheTest() {
        String text = shipped.texts().get("channels/email.camel.yaml");
        assertThat(refusal("channels/email.camel.yaml", text.replace("constant: smtp", "constant: mailer")))
                .hasMessageContaining("tests/channels.test.yaml:9:5: test 'a mail that the server takes is sent':"
                        + " expected provider 'smtp', but there was 'mailer'");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThat(refusal("channels/email.camel.yaml", "# later\n"))
                .hasMessageContaining(
                        "channels/email.camel.yaml:1:1: the file is empty (declare a route in it, or delete it)");
    }

    @Test
    void aHalfWrittenFileIsRefused() {
        String text = shipped.texts().get("channels/email.camel.yaml");
        for (int length = 20; length < text.indexOf("- setVariable:"); length += 20) {
            assertThat(refusal("channels/email.camel.yaml", text.substring(0, length))
                            .getMessage())
                    .as(text.substring(0, length))
                    .startsWith("channels/email.camel.yaml:");
        }
    }

    @Test
    void aSecondRouteOfTheSameIdIsRefused() {
        assertThat(refusal("jobs/deliver.camel.yaml", shipped.texts().get("3-deliver/deliver.camel.yaml")))
                .hasMessageContaining(
                        "jobs/deliver.camel.yaml:2:5: the id 'deliver' is taken by a route in 3-deliver/deliver.camel.yaml");
    }

    @Test
    void aFileInUseCannotBeDeleted() {
        assertThat(refusal("channels/email.camel.yaml", null))
                .hasMessageContaining("3-deliver/policy-default.camel.yaml:")
                .hasMessageContaining("no route has the input direct:channel-email");
        assertThat(refusal("sql/claim-due.sql", null)).hasMessageContaining("there is no file sql/claim-due.sql");
        assertThat(refusal("openapi.yaml", null)).hasMessageContaining("openapi.yaml:1:1: the file is missing");
    }

    @Test
    void anOperationWithoutARouteIsRefused() {
        String text = shipped.texts().get("openapi.yaml");
        assertThat(refusal("openapi.yaml", text.replace("operationId: listRoutes", "operationId: listRuotes")))
                .hasMessageMatching("openapi.yaml:\\d+:7: no route has the input direct:listRuotes .*");
    }

    private static RefusedRoutes refusal(String file, @Nullable String text) {
        SortedMap<String, String> texts = new TreeMap<>(shipped.texts());
        if (text == null) {
            texts.remove(file);
        } else {
            texts.put(file, text);
        }
        return catchThrowableOfType(
                RefusedRoutes.class, () -> checks.rehearse(checks.read(new RouteFiles(texts), known), known));
    }
}
