package dev.caravan.journey;

import static dev.caravan.journey.Problems.invalid;
import static dev.caravan.journey.Problems.names;
import static dev.caravan.journey.Problems.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT §2 to §4: what callers of the services that Caravan replaces send, and what they get. */
class DialectsJourneyTest {

    private static final String A = "/api/v1/notifications";
    private static final String BC = "/api/notifications/";

    private final App app = App.shared();

    private static String someone() {
        return "dialect-" + UUID.randomUUID() + "@example.com";
    }

    private int notificationsFor(String recipient) {
        return app.get(A + "?recipient=" + recipient).json().get("items").size();
    }

    private JsonNode simple(String id) {
        App.Answer answer = app.get(BC + id + "/");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode awaitSimple(String id, String status) {
        return Awaitility.await("notification " + id)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> simple(id), view -> view.get("status").asText().equals(status));
    }

    // ---- A: templated mail

    @Test
    void aTextInTheContextIsSentToEveryoneOnTheList() {
        String anna = someone();
        String boris = someone();

        App.Answer answer = app.post(
                A,
                "{\"recipient_list\":[\"" + anna + "\",\"" + boris
                        + "\"],\"subject\":\"Welcome, user!\",\"priority\":\"emails\",\"context\":{\"content\":\"John, thanks for signing up.\"},"
                        + "\"some_field_of_the_original\":1}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("queue").asText()).isEqualTo("emails");
        assertThat(answer.json().get("deliveries")).hasSize(2);
        app.await(answer.json().get("message_id").asText(), "sent");
        for (String to : List.of(anna, boris)) {
            JsonNode mail = app.caught(to).get(0);
            assertThat(mail.get("subject").asText()).isEqualTo("Welcome, user!");
            assertThat(mail.get("text").asText().strip()).isEqualTo("John, thanks for signing up.");
            assertThat(mail.get("to").asText()).isEqualTo(to);
        }
    }

    @Test
    void aTopLevelContentIsATextToo() {
        String to = someone();
        App.Answer answer =
                app.post(A, "{\"recipient_list\":[\"" + to + "\"],\"subject\":\"s\",\"content\":\"from the top\"}");

        app.await(answer.json().get("id").asText(), "sent");

        assertThat(app.caught(to).get(0).get("text").asText().strip()).isEqualTo("from the top");
    }

    @Test
    void aTemplateOfTheOldServiceIsRenderedWithTheContext() {
        String slug = "dialect-a-" + UUID.randomUUID();
        App.Answer created = app.post(
                "/api/v1/templates",
                "{\"name\":\"Old\",\"slug\":\"" + slug + "\",\"content\":\"Hello {{ full_name }}{{ missing }}!\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String to = someone();

        App.Answer answer = app.post(
                A + "?template_slug=" + slug,
                "{\"recipient_list\":[\"" + to
                        + "\"],\"subject\":\"s\",\"priority\":\"urgent\",\"context\":{\"full_name\":\"Anna Ivanova\"}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("queue").asText()).isEqualTo("urgent");
        app.await(answer.json().get("id").asText(), "sent");
        assertThat(app.caught(to).get(0).get("text").asText().strip()).isEqualTo("Hello Anna Ivanova!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"content\":null}",
                "{\"content\":\"\"}",
                "{\"content\":\" \"}",
                "{\"name\":\"x\"}"
            })
    void withoutATemplateAMissingTextIsSaidInTheOldServicesWords(String context) {
        String to = someone();

        JsonNode problem = problem(
                app.post(A, "{\"recipient_list\":[\"" + to + "\"],\"subject\":\"s\",\"context\":" + context + "}"),
                400);

        assertThat(problem.get("detail").asText())
                .isEqualTo("Notification content is missing when template is not specified.");
        assertThat(notificationsFor(to)).isZero();
    }

    @Test
    void anUnknownSlugIsNotFoundAndNothingIsQueued() {
        String to = someone();

        problem(
                app.post(
                        A + "?template_slug=no-such-template",
                        "{\"recipient_list\":[\"" + to + "\"],\"subject\":\"s\",\"context\":{\"content\":\"x\"}}"),
                404);

        assertThat(notificationsFor(to)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"urgent\"', urgent",
        "'\"emails\"', emails",
        "'\"default\"', default",
        "'\"bulk\"', default",
        "'\"low\"', default",
        "'\"\"', default",
        "null, default",
        "5, default"
    })
    void onlyUrgentAndEmailsHaveQueuesOfTheirOwn(String priority, String queue) {
        App.Answer answer = app.post(
                A,
                "{\"recipient_list\":[\"" + someone() + "\"],\"subject\":\"s\",\"content\":\"x\",\"priority\":"
                        + priority + "}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("queue").asText()).isEqualTo(queue);
    }

    @Test
    void everyBadAddressOfTheListIsNamedAsItsCallerKnowsIt() {
        String good = someone();

        invalid(
                app.post(
                        A,
                        "{\"recipient_list\":[\"" + good
                                + "\",\"nope\",5,\"a@example.com\\r\\nBcc: b@example.com\"],\"subject\":\"s\",\"content\":\"x\"}"),
                "recipient_list[1]",
                "recipient_list[2]",
                "recipient_list[3]");
        invalid(app.post(A, "{\"recipient_list\":[],\"content\":\"x\"}"), "recipient_list");
        invalid(app.post(A, "{\"recipient_list\":\"a@example.com\",\"content\":\"x\"}"), "recipient_list");
        invalid(app.post(A, "{\"recipient_list\":null,\"content\":\"x\"}"), "recipient_list");
        invalid(app.post(A, "{\"recipient_list\":[\"" + good + "\"],\"content\":7}"), "content");
        invalid(
                app.post(A, "{\"recipient_list\":[\"" + good + "\"],\"content\":\"x\",\"subject\":\"a\\r\\nb\"}"),
                "subject");
        assertThat(notificationsFor(good)).isZero();
    }

    @Test
    void mailIsTheOnlyChannel() {
        App.Answer answer = app.post(
                A,
                "{\"recipient_list\":[\"fail+permanent@dialectsjourneytest-1.example\"],\"subject\":\"s\",\"content\":\"x\"}");

        JsonNode failed = app.await(answer.json().get("id").asText(), "failed");

        assertThat(failed.get("channels")).hasSize(1);
        assertThat(failed.get("deliveries").get(0).get("error").asText()).startsWith("550");
    }

    @Test
    void templatesAreKeptAsTheOldServiceKeptThem() {
        String slug = "crud_" + UUID.randomUUID();
        App.Answer created =
                app.post("/api/v1/templates", "{\"name\":\"One\",\"slug\":\"" + slug + "\",\"content\":\"one\"}");
        assertThat(created.status()).isEqualTo(201);
        String id = created.json().get("template_id").asText();
        assertThat(id).isNotBlank();
        assertThat(app.get("/api/v1/templates").json()).anySatisfy(t -> {
            assertThat(t.get("template_id").asText()).isEqualTo(id);
            assertThat(t.get("name").asText()).isEqualTo("One");
            assertThat(t.get("slug").asText()).isEqualTo(slug);
        });
        problem(app.post("/api/v1/templates", "{\"name\":\"Two\",\"slug\":\"" + slug + "\",\"content\":\"two\"}"), 409);

        String path = "/api/v1/templates/" + slug;
        assertThat(app.send("PATCH", path, "{\"name\":\"Renamed\"}").status()).isEqualTo(200);
        assertThat(app.send("PATCH", path, "{\"content\":\"changed\"}").status())
                .isEqualTo(200);
        JsonNode changed = app.get(path).json();
        assertThat(changed.get("name").asText()).isEqualTo("Renamed");
        assertThat(changed.get("content").asText()).isEqualTo("changed");
        assertThat(changed.get("template_id").asText()).isEqualTo(id);
        app.send("PATCH", path, "{\"slug\":\"another-slug\"}");
        assertThat(app.get(path).status()).isEqualTo(200);
        assertThat(app.get(path + "/versions").json().size()).isGreaterThanOrEqualTo(3);

        assertThat(app.send("DELETE", path, "").status()).isEqualTo(204);
        problem(app.send("DELETE", path, ""), 404);
        problem(app.send("PATCH", path, "{\"name\":\"x\"}"), 404);
        problem(app.get(path), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "сл+аг", "a/b", "", "a.b"})
    void aSlugIsAWord(String slug) {
        invalid(app.post("/api/v1/templates", "{\"name\":\"n\",\"slug\":\"" + slug + "\",\"content\":\"c\"}"), "slug");
    }

    @Test
    void aTemplateThatCannotBeReadIsRefusedWithItsPlace() {
        JsonNode problem = problem(
                app.post(
                        "/api/v1/templates",
                        "{\"name\":\"n\",\"slug\":\"broken-" + UUID.randomUUID() + "\",\"content\":\"one\\n${two\"}"),
                400);

        assertThat(problem.get("detail").asText()).startsWith("content: line 2, column ");
        assertThat(problem.get("errors").get("content")).hasSize(1);
    }

    // ---- B: one channel, one recipient

    @Test
    void oneChannelAndOneRecipientAreAnsweredAsTheOldServiceDid() {
        App.Answer answer = app.post(
                BC,
                "{\"channel\":\"telegram\",\"recipient\":\"123456789\",\"message\":\"Hello\",\"scheduled_at\":null}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        JsonNode body = answer.json();
        assertThat(names(body))
                .containsExactly(
                        "id",
                        "status",
                        "channel",
                        "recipient",
                        "message",
                        "attempts",
                        "error",
                        "created_at",
                        "updated_at",
                        "scheduled_at");
        assertThat(body.get("status").asText()).isEqualTo("queued");
        assertThat(body.get("channel").asText()).isEqualTo("telegram");
        assertThat(body.get("recipient").asText()).isEqualTo("123456789");
        assertThat(body.get("message").asText()).isEqualTo("Hello");
        assertThat(body.get("attempts").asInt()).isZero();
        assertThat(body.get("error").isNull()).isTrue();
        assertThat(body.get("scheduled_at").isNull()).isTrue();

        JsonNode sent = awaitSimple(body.get("id").asText(), "sent");
        assertThat(names(sent)).containsExactlyElementsOf(names(body));
        assertThat(sent.get("attempts").asInt()).isZero();
        assertThat(sent.get("error").isNull()).isTrue();
        assertThat(sent.get("recipient").asText()).isEqualTo("123456789");
        assertThat(sent.get("message").asText()).isEqualTo("Hello");
        assertThat(sent.get("created_at")).isEqualTo(body.get("created_at"));
        assertThat(app.get(BC + body.get("id").asText()).text()).isEqualTo(sent.toString());
    }

    @Test
    void onlyTheNamedChannelIsUsed() {
        App.Answer answer = app.post(
                BC,
                "{\"channel\":\"telegram\",\"recipient\":990000403,\"message\":\"Hello\",\"email\":\"" + someone()
                        + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);

        JsonNode failed = awaitSimple(answer.json().get("id").asText(), "failed");

        assertThat(failed.get("channel").asText()).isEqualTo("telegram");
        assertThat(failed.get("attempts").asInt()).isEqualTo(1);
        assertThat(failed.get("error").asText()).contains("403");
    }

    @Test
    void attemptsCountTheFailedOnes() {
        App.Answer once = app.post(
                BC,
                "{\"channel\":\"email\",\"recipient\":\"fail+once@" + UUID.randomUUID()
                        + ".example\",\"message\":\"x\"}");
        App.Answer never =
                app.post(BC, "{\"channel\":\"email\",\"recipient\":\"fail+temporary@example.com\",\"message\":\"x\"}");

        assertThat(awaitSimple(once.json().get("id").asText(), "sent")
                        .get("attempts")
                        .asInt())
                .isEqualTo(1);
        JsonNode failed = awaitSimple(never.json().get("id").asText(), "failed");
        assertThat(failed.get("attempts").asInt()).isEqualTo(3);
        assertThat(failed.get("error").asText()).startsWith("451");
    }

    @Test
    void whatIsScheduledIsShownAsQueuedAndNotSentBefore() {
        String to = someone();
        Instant later = Instant.now().plusSeconds(4);
        App.Answer answer = app.post(
                BC,
                "{\"channel\":\"email\",\"recipient\":\"" + to + "\",\"message\":\"x\",\"scheduled_at\":\"" + later
                        + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("status").asText()).isEqualTo("queued");
        String id = answer.json().get("id").asText();
        assertThat(simple(id).get("status").asText()).isEqualTo("queued");
        assertThat(simple(id).get("scheduled_at").asText())
                .isEqualTo(answer.json().get("scheduled_at").asText());

        awaitSimple(id, "sent");

        assertThat(Instant.parse(app.caught(to).get(0).get("received_at").asText()))
                .isAfterOrEqualTo(later);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "channel   | {\"channel\":\"fax\",\"recipient\":\"1\",\"message\":\"x\"}",
                "channel   | {\"recipient\":\"1\",\"message\":\"x\"}",
                "channel   | {\"channel\":null,\"recipient\":\"1\",\"message\":\"x\"}",
                "channel   | {\"channel\":[\"email\"],\"recipient\":\"a@example.com\",\"message\":\"x\"}",
                "channel   | {\"channel\":\"direct:channel-email\",\"recipient\":\"a@example.com\",\"message\":\"x\"}",
                "channel   | {\"channel\":\"email?to=b@example.com\",\"recipient\":\"a@example.com\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"email\",\"recipient\":\"nope\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"email\",\"recipient\":5,\"message\":\"x\"}",
                "recipient | {\"channel\":\"email\",\"recipient\":\"a@example.com\\nBcc: b@example.com\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"email\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"sms\",\"recipient\":\"12\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"telegram\",\"recipient\":\"anna\",\"message\":\"x\"}",
                "recipient | {\"channel\":\"telegram\",\"recipient\":{\"id\":1},\"message\":\"x\"}",
                "message   | {\"channel\":\"telegram\",\"recipient\":\"1\"}",
                "message   | {\"channel\":\"telegram\",\"recipient\":\"1\",\"message\":\"\"}",
                "scheduled_at | {\"channel\":\"telegram\",\"recipient\":\"1\",\"message\":\"x\",\"scheduled_at\":\"soon\"}",
            })
    void aFieldThatCannotBeTakenIsNamedAsItsCallerKnowsIt(String field, String body) {
        invalid(app.post(BC, body), field);
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        invalid(
                app.post(BC, "{\"channel\":\"fax\",\"scheduled_at\":\"soon\"}"),
                "channel",
                "recipient",
                "message",
                "scheduled_at");
        problem(app.post(BC, "{}"), 400);
        problem(app.post(BC, "[]"), 400);
        problem(app.post(BC, "null"), 400);
    }

    @Test
    void aCanonicalNotificationIsReadableInTheOldShapeToo() {
        String id = app.notify("{\"recipients\":[{\"email\":\"" + someone() + "\"},{\"email\":\"" + someone()
                + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}");

        assertThat(awaitSimple(id, "sent").get("channel").asText()).isEqualTo("email");
    }

    // ---- C: fallback

    @Test
    void eachRecipientBecomesANotificationReadableByItsId() {
        String anna = someone();
        String boris = someone();
        App.Answer answer = app.post(
                BC,
                "{\"recipients\":[{\"email\":\"" + anna
                        + "\",\"phone_number\":\"79991234567\",\"telegram_id\":\"123456789\"},{\"email\":\"" + boris
                        + "\",\"telegram_id\":123456789}],\"message\":\"Важное уведомление\",\"unknown\":1}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(names(answer.json())).containsExactly("created_notifications", "ids");
        assertThat(answer.json().get("created_notifications").asInt()).isEqualTo(2);
        List<String> ids = new ArrayList<>();
        answer.json().get("ids").forEach(id -> ids.add(id.asText()));
        assertThat(new HashSet<>(ids)).hasSize(2);
        for (String id : ids) {
            JsonNode sent = awaitSimple(id, "sent");
            assertThat(sent.get("message").asText()).isEqualTo("Важное уведомление");
            assertThat(sent.get("channel").asText()).isEqualTo("email");
        }
        assertThat(simple(ids.get(0)).get("recipient").asText()).isEqualTo(anna);
        assertThat(simple(ids.get(1)).get("recipient").asText()).isEqualTo(boris);
        assertThat(app.caught(anna).get(0).get("text").asText().strip()).isEqualTo("Важное уведомление");
    }

    @Test
    void whatOneChannelRefusesTheNextOneTakesAndEveryAttemptIsShown() {
        App.Answer answer = app.post(
                BC,
                "{\"recipients\":[{\"email\":\"fail+permanent@dialectsjourneytest-2.example\",\"phone_number\":\"+79005550002\",\"telegram_id\":\"123456789\"}],\"message\":\"x\"}");
        String id = answer.json().get("ids").get(0).asText();

        JsonNode sent = awaitSimple(id, "sent");

        assertThat(sent.get("channel").asText()).isEqualTo("telegram");
        assertThat(app.notification(id).get("deliveries").get(0).get("history"))
                .filteredOn(entry -> entry.get("type").asText().equals("attempt"))
                .extracting(entry -> entry.get("channel").asText())
                .containsSubsequence("email", "sms", "telegram");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"+79991234567\"",
                "\"89991234567\"",
                "\"79991234567\"",
                "79991234567",
                "\"8 (999) 123-45-67\"",
                "\"+7 999 123 45 67\"",
                "\"9991234567\""
            })
    void phoneNumbersAreReadAsRussianAndKeptAsE164(String phone) {
        App.Answer answer = app.post(BC, "{\"recipients\":[{\"phone_number\":" + phone + "}],\"message\":\"x\"}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(app.notification(answer.json().get("ids").get(0).asText())
                        .get("deliveries")
                        .get(0)
                        .get("recipient")
                        .get("phone_number")
                        .asText())
                .isEqualTo("+79991234567");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"123\"",
                "\"nonsense\"",
                "\"\"",
                "\"+7999\"",
                "12",
                "\"8-800-FLOWERS\"",
                "\"+79991234567\\n\"",
                "{}",
                "true"
            })
    void nonsenseIsNoPhoneNumber(String phone) {
        String good = someone();

        invalid(
                app.post(
                        BC,
                        "{\"recipients\":[{\"email\":\"" + good + "\"},{\"phone_number\":" + phone
                                + "}],\"message\":\"x\"}"),
                "recipients[1].phone_number");

        assertThat(notificationsFor(good)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "recipients[0]             | {\"recipients\":[{}],\"message\":\"x\"}",
                "recipients[0]             | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\"}",
                "recipients[0]             | {\"recipients\":[\"a@example.com\"],\"message\":\"x\"}",
                "recipients                | {\"recipients\":[],\"message\":\"x\"}",
                "recipients                | {\"recipients\":null,\"message\":\"x\"}",
                "recipients                | {\"recipients\":{},\"message\":\"x\"}",
                "recipients[0].telegram_id | {\"recipients\":[{\"telegram_id\":\"@anna\"}],\"message\":\"x\"}",
                "recipients[0].email       | {\"recipients\":[{\"email\":\"nope\",\"phone_number\":\"79991234567\"}],\"message\":\"x\"}",
                "message                   | {\"recipients\":[{\"telegram_id\":1}]}",
            })
    void aFieldOfTheFallbackThatCannotBeTakenIsNamed(String field, String body) {
        invalid(app.post(BC, body), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"channel\":\"email\"", "\"recipient\":\"a@example.com\"", "\"channel\":null"})
    void aBodyOfBothKindsIsNeither(String ofTheOther) {
        problem(app.post(BC, "{\"recipients\":[{\"telegram_id\":1}],\"message\":\"x\"," + ofTheOther + "}"), 400);
    }
}
