package dev.caravan.journey;

import static dev.caravan.journey.Problems.names;
import static dev.caravan.journey.Problems.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller or a queue's client may try in order to steer more than its own notification. */
class HostileInputJourneyTest {

    private static final String PATH = "/api/v1/notifications";

    /** Names that mean something to Camel, to its components, to a mail, or to one of our routes. */
    private static final Map<String, String> STEERING = steering();

    private static final List<String> NO_PARCELS =
            List.of("not a parcel", "", "{\"id\":1}", "[{\"id\":\"x\",\"token\":1}]", "[1]");

    private static App app;

    private static Map<String, String> steering() {
        Map<String, String> names = new TreeMap<>();
        for (String name : List.of(
                "CamelHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelHttpMethod",
                "CamelHttpResponseCode",
                "CamelFreemarkerTemplate",
                "CamelFreemarkerResourceUri",
                "CamelMustacheTemplate",
                "CamelJmsDestinationName",
                "CamelJmsDestination",
                "CamelSqlQuery",
                "CamelJdbcParameters",
                "CamelBeanMethodName",
                "CamelFileName",
                "CamelExecCommandExecutable",
                "CamelTelegramChatId",
                "CamelToEndpoint",
                "CamelCharsetName",
                "org.apache.camel.exec",
                "mail.smtp.host",
                "mail.smtp.socks.host",
                "mail.smtp.from",
                "java.smtp.host",
                "To",
                "Cc",
                "Bcc",
                "From",
                "Sender",
                "Reply-To",
                "Subject",
                "Return-Path",
                "JMSReplyTo",
                "JMSDestination",
                "policy",
                "queue",
                "channel",
                "variable.policy",
                "caller",
                "dialect",
                "fieldNames",
                "idempotencyKey",
                "templateSlug",
                "textPart",
                "subjectPart",
                "html",
                "operationName",
                "id",
                "slug",
                "X-Forwarded-Host",
                "X-HTTP-Method-Override")) {
            names.put(name, "attacker@example.com");
        }
        names.put("CamelHttpUri", "http://127.0.0.1:1/");
        names.put("CamelHttpResponseCode", "299");
        names.put("CamelJmsDestinationName", "urgent");
        names.put("CamelFreemarkerTemplate", "hacked ${1+1}");
        return names;
    }

    @BeforeAll
    static void start() {
        app = App.start(Map.of("caravan.retry.backoff", "300ms", "caravan.blip.retries", "0"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String someone() {
        return "hostile-" + UUID.randomUUID() + "@example.com";
    }

    private static String slug() {
        String slug = "hostile-" + UUID.randomUUID();
        App.Answer created = app.post(
                "/api/v1/templates",
                "{\"name\":\"n\",\"slug\":\"" + slug + "\",\"subject\":\"For ${name}\",\"content\":\"Hello ${name}\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return slug;
    }

    private static String mailTo(String to, String slug) {
        return "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"template_slug\":\"" + slug
                + "\",\"context\":{\"name\":\"Anna\"}}";
    }

    private static JsonNode received(App.Answer accepted, String to) {
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        app.await(accepted.json().get("id").asText(), "sent");
        assertThat(app.caught(to)).hasSize(1);
        return app.caught(to).get(0);
    }

    /** Holds two mails to be the same but for what is different by nature. */
    private static void same(JsonNode mail, String to, JsonNode control, String controlTo) {
        assertThat(mail.get("to").asText()).isEqualTo(to);
        for (String field : List.of("from", "subject", "text", "html", "provider", "channel", "attachments")) {
            assertThat(mail.get(field)).as(field).isEqualTo(control.get(field));
        }
        assertThat(names(mail.get("headers"))).isEqualTo(names(control.get("headers")));
        for (Map.Entry<String, JsonNode> header : mail.get("headers").properties()) {
            if (!List.of("date", "message-id").contains(header.getKey().toLowerCase())) {
                assertThat(header.getValue().asText().replace(to, controlTo))
                        .as(header.getKey())
                        .isEqualTo(control.get("headers").get(header.getKey()).asText());
            }
        }
    }

    private static String[] asHeaders(UnaryOperator<String> casing) {
        List<String> headers = new ArrayList<>();
        STEERING.forEach((name, value) -> {
            headers.add(casing.apply(name));
            headers.add(value);
        });
        return headers.toArray(String[]::new);
    }

    private static String asQuery(UnaryOperator<String> casing) {
        List<String> pairs = new ArrayList<>();
        STEERING.forEach((name, value) ->
                pairs.add(casing.apply(name) + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }

    private static String cased(String style, String name) {
        return switch (style) {
            case "lower" -> name.toLowerCase();
            case "upper" -> name.toUpperCase();
            case "odd" -> name.substring(0, 1) + name.substring(1, 2).toUpperCase() + name.substring(2);
            default -> name;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "lower", "upper", "odd"})
    void headersSteerNothingAndDoNotComeBack(String style) {
        String slug = slug();
        String to = someone();
        String controlTo = someone();

        App.Answer answer = app.post(PATH, mailTo(to, slug), asHeaders(name -> cased(style, name)));

        same(received(answer, to), to, received(app.post(PATH, mailTo(controlTo, slug)), controlTo), controlTo);
        notReflected(answer);
        notReflected(app.send("GET", PATH + "?limit=1", "", asHeaders(name -> cased(style, name))));
        notReflected(app.post(PATH, "{", asHeaders(name -> cased(style, name))));
        assertThat(app.caught("attacker@example.com")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "lower", "upper", "odd"})
    void queryParametersSteerNothingAndDoNotComeBack(String style) {
        String slug = slug();
        String to = someone();
        String controlTo = someone();

        String query = asQuery(name -> cased(style, name));
        App.Answer refused = app.post(PATH + "?" + query, mailTo(to, slug));
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        notReflected(refused);
        String single = "{\"channel\":\"email\",\"recipient\":\"%s\",\"message\":\"x\"}";
        App.Answer answer = app.post("/api/notifications/?" + query, single.formatted(to));
        App.Answer control = app.post("/api/notifications/", single.formatted(controlTo));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        app.await(answer.json().get("id").asText(), "sent");
        app.await(control.json().get("id").asText(), "sent");
        assertThat(app.caught(to)).hasSize(1);
        same(app.caught(to).get(0), to, app.caught(controlTo).get(0), controlTo);
        notReflected(answer);
        assertThat(app.caught("attacker@example.com")).isEmpty();
    }

    private static void notReflected(App.Answer answer) {
        STEERING.keySet()
                .forEach(name -> assertThat(answer.raw().headers().firstValue(name))
                        .as(name)
                        .isEmpty());
        assertThat(answer.raw().headers().map().toString()).doesNotContain("attacker", "hacked");
    }

    @Test
    void headersSteerNoDialectEither() {
        String to = someone();
        String controlTo = someone();
        String body = "{\"channel\":\"email\",\"recipient\":\"%s\",\"message\":\"x\"}";

        App.Answer answer = app.post("/api/notifications/", body.formatted(to), asHeaders(name -> name));
        App.Answer control = app.post("/api/notifications/", body.formatted(controlTo));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        app.await(answer.json().get("id").asText(), "sent");
        app.await(control.json().get("id").asText(), "sent");
        same(app.caught(to).get(0), to, app.caught(controlTo).get(0), controlTo);
    }

    @Test
    void aHeaderIsNotTakenForAQueryParameterNorTheOtherWayRound() {
        String to = someone();
        String body = "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"message\":\"literal\"}";

        App.Answer named = app.post(PATH, body, "template_slug", "no-such-template");
        assertThat(named.status()).as(named.text()).isEqualTo(202);
        Problems.invalid(app.post(PATH + "?Idempotency-Key=one", body), "Idempotency-Key");
        String single = "{\"channel\":\"email\",\"recipient\":\"" + to + "\",\"message\":\"literal\"}";
        App.Answer keyed = app.post("/api/notifications?Idempotency-Key=one", single);
        App.Answer again = app.post("/api/notifications?Idempotency-Key=one", single);
        assertThat(again.json().get("id")).isNotEqualTo(keyed.json().get("id"));

        for (String[] headers : new String[][] {
            {"limit", "1"},
            {"LIMIT", "x"},
            {"status", "nonsense"},
            {"recipient", "nobody"},
            {"cursor", "x"},
            {"metadata.a", "b"}
        }) {
            App.Answer listed = app.send("GET", PATH + "?limit=3&recipient=" + to, "", headers);
            assertThat(listed.status()).as(listed.text()).isEqualTo(200);
            assertThat(listed.json().get("items")).hasSize(3);
        }
        assertThat(app.get(PATH + "?limit=3&LIMIT=1").status()).isIn(200, 400);
        problem(app.get(PATH + "?metadata.a=1&metadata.A=2"), 400);
    }

    @Test
    void aMethodIsNotOverridden() {
        problem(app.post(PATH + "/x", "{}", "X-HTTP-Method-Override", "GET"), 405);
        problem(app.post(PATH + "/x?_method=GET", "{}"), 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body}",
                "${header.CamelHttpUri}",
                "{{caravan.home}}",
                "<#assign x=1>",
                "${\"freemarker.template.utility.Execute\"?new()(\"id\")}",
                "#{systemProperties}",
                "<script>alert(1)</script>",
                "=?utf-8?B?QmNjOiBhQGV4YW1wbGUuY29t?=",
                "' or 1=1 --",
                "line one\\r\\n.\\r\\nRCPT TO:<attacker@example.com>\\r\\n"
            })
    void aTextIsNothingButAText(String text) {
        String to = someone();
        String id = app.notify("{\"recipients\":[{\"email\":\"" + to
                + "\"}],\"channels\":[\"email\"],\"subject\":\"s\",\"message\":\"" + text.replace("\"", "\\\"")
                + "\",\"metadata\":{\"" + text.replace("\"", "\\\"") + "\":\"" + text.replace("\"", "\\\"") + "\"}}");
        app.await(id, "sent");

        assertThat(app.caught(to)
                        .get(0)
                        .get("text")
                        .asText()
                        .replace("\r\n", "\n")
                        .strip())
                .isEqualTo(app.notification(id)
                        .get("message")
                        .asText()
                        .replace("\r\n", "\n")
                        .strip());
        assertThat(app.caught("attacker@example.com")).isEmpty();
    }

    // ---- the queues

    private interface Make {
        Message with(Session session) throws Exception;
    }

    private static void put(String queue, Make make) throws Exception {
        try (Connection connection = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            connection.start();
            try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                Message message = make.with(session);
                try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                    producer.setDeliveryMode(DeliveryMode.PERSISTENT);
                    producer.send(message);
                }
            }
        }
    }

    private static List<String> on(String queue) throws Exception {
        try (Connection connection = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            connection.start();
            try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                    QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
                List<String> texts = new ArrayList<>();
                for (Object message : Collections.list(browser.getEnumeration())) {
                    texts.add(((TextMessage) message).getText());
                }
                return texts;
            }
        }
    }

    private static String bulk(String to) {
        return "{\"recipients\":[{\"email\":\"" + to
                + "\"}],\"channels\":[\"email\"],\"message\":\"x\",\"priority\":\"bulk\"}";
    }

    @Test
    void aParcelWithHostilePropertiesDoesNothing() throws Exception {
        String sentTo = someone();
        String sent = app.notify(bulk(sentTo));
        JsonNode delivery = app.await(sent, "sent").get("deliveries").get(0);
        String waitingTo = someone();
        String waiting = app.post(PATH, bulk(waitingTo).replace("}]", "}],\"scheduled_at\":\"2030-01-01T00:00:00Z\""))
                .json()
                .get("id")
                .asText();
        String waitingDelivery =
                app.notification(waiting).get("deliveries").get(0).get("id").asText();
        StringBuilder parcel = new StringBuilder("[");
        for (int token = 0; token < 5; token++) {
            for (String id : List.of(
                    delivery.get("id").asText(),
                    waitingDelivery,
                    UUID.randomUUID().toString())) {
                parcel.append(parcel.length() > 1 ? "," : "").append("{\"id\":\"" + id + "\",\"token\":" + token + "}");
            }
        }
        parcel.append("]");

        put("bulk", session -> {
            Message message = session.createTextMessage(parcel.toString());
            for (Map.Entry<String, String> steering : STEERING.entrySet()) {
                message.setStringProperty(steering.getKey().replaceAll("[^A-Za-z0-9_]", "_"), steering.getValue());
            }
            Queue replies = session.createQueue("hostile.replies");
            message.setJMSReplyTo(replies);
            message.setJMSCorrelationID("x");
            return message;
        });
        String controlTo = someone();
        app.await(app.notify(bulk(controlTo)), "sent");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> on("bulk").isEmpty());

        assertThat(app.caught(sentTo)).hasSize(1);
        assertThat(app.caught(waitingTo)).isEmpty();
        assertThat(app.caught("attacker@example.com")).isEmpty();
        assertThat(app.notification(sent).get("status").asText()).isEqualTo("sent");
        assertThat(app.notification(waiting).get("status").asText()).isEqualTo("scheduled");
        assertThat(on("hostile.replies")).isEmpty();
        assertThat(on("DLQ.bulk")).isEmpty();
        assertThat(on("urgent")).isEmpty();
    }

    @Test
    void whatIsNoParcelGoesToTheDeadLetterQueueAndTheOthersAreDelivered() throws Exception {
        assertThatThrownBy(() -> put(
                        "emails", session -> session.createObjectMessage((Serializable) new ArrayList<>(List.of("x")))))
                .isInstanceOf(JMSException.class);
        for (String bad : NO_PARCELS) {
            put("emails", session -> session.createTextMessage(bad));
        }

        for (int i = 0; i < 10; i++) {
            String to = someone();
            app.await(app.notify(bulk(to).replace("\"bulk\"", "\"emails\"")), "sent");
            assertThat(app.caught(to)).hasSize(1);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(on("DLQ.emails")).containsExactlyInAnyOrderElementsOf(NO_PARCELS));
    }
}
