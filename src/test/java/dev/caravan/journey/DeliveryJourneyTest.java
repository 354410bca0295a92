package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** From a POST to the provider's yes or no, on real parts: Postgres, broker, SMTP and HTTP. */
class DeliveryJourneyTest {

    private final App app = App.shared();

    private static String someone() {
        return "user-" + UUID.randomUUID() + "@example.com";
    }

    private static List<JsonNode> attempts(JsonNode notification) {
        JsonNode history = notification.get("deliveries").get(0).get("history");
        return StreamSupport.stream(history.spliterator(), false)
                .filter(entry -> entry.get("type").asText().equals("attempt"))
                .toList();
    }

    private static List<String> tries(JsonNode notification) {
        return attempts(notification).stream()
                .map(a -> a.get("channel").asText() + "/" + a.get("provider").asText() + " "
                        + a.get("outcome").asText())
                .toList();
    }

    @Test
    void aNotificationArrivesAsItWasWritten() {
        String to = someone();
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"" + to
                        + "\"}],\"channels\":[\"email\"],\"subject\":\"Заказ отправлен 📦\",\"message\":\"Здравствуйте!\\n.\\nДо встречи\"}");

        JsonNode sent = app.await(id, "sent");

        JsonNode mail = app.caught(to).get(0);
        assertThat(mail.get("subject").asText()).isEqualTo("Заказ отправлен 📦");
        assertThat(mail.get("text").asText().replace("\r\n", "\n").strip()).isEqualTo("Здравствуйте!\n.\nДо встречи");
        JsonNode delivery = sent.get("deliveries").get(0);
        assertThat(delivery.get("provider_message_id").asText())
                .isEqualTo(mail.get("message_id").asText())
                .contains(delivery.get("id").asText());
        assertThat(delivery.get("attempts").asInt()).isZero();
        assertThat(tries(sent)).containsExactly("email/smtp sent");
    }

    @Test
    void aTemplateIsRenderedForEachRecipientWithItsOwnContext() {
        String slug = "greeting-" + UUID.randomUUID();
        assertThat(app.post(
                                "/api/v1/templates",
                                "{\"name\":\"Greeting\",\"slug\":\"" + slug
                                        + "\",\"subject\":\"For ${name}\",\"content\":\"Hello ${name} from ${town}\"}")
                        .status())
                .isEqualTo(201);
        String anna = someone();
        String boris = someone();

        String id =
                app.notify("{\"recipients\":[{\"email\":\"" + anna + "\",\"context\":{\"name\":\"Anna\"}},{\"email\":\""
                        + boris + "\"}],\"channels\":[\"email\"],\"template_slug\":\"" + slug
                        + "\",\"context\":{\"name\":\"Boris\",\"town\":\"Tver\"}}");
        app.await(id, "sent");

        assertThat(app.caught(anna).get(0).get("text").asText().strip()).isEqualTo("Hello Anna from Tver");
        assertThat(app.caught(anna).get(0).get("subject").asText()).isEqualTo("For Anna");
        assertThat(app.caught(boris).get(0).get("text").asText().strip()).isEqualTo("Hello Boris from Tver");
    }

    @Test
    void aTemporaryFaultIsTriedAgainUntilTheAttemptsAreSpent() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"fail+temporary@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");

        JsonNode failed = app.await(id, "failed");

        assertThat(tries(failed)).containsExactly("email/smtp failed", "email/smtp failed", "email/smtp failed");
        assertThat(attempts(failed))
                .allMatch(attempt -> attempt.get("temporary").asBoolean());
        JsonNode delivery = failed.get("deliveries").get(0);
        assertThat(delivery.get("attempts").asInt()).isEqualTo(3);
        assertThat(delivery.get("error").asText()).startsWith("451 4.3.0");
        assertThat(delivery.get("next_attempt_at").isNull()).isTrue();
    }

    @Test
    void aTemporaryFaultThatPassesEndsInSent() {
        String id = app.notify("{\"recipients\":[{\"email\":\"fail+once@" + UUID.randomUUID()
                + ".example\"}],\"channels\":[\"email\"],\"message\":\"x\"}");

        assertThat(tries(app.await(id, "sent"))).containsExactly("email/smtp failed", "email/smtp sent");
    }

    @Test
    void aPermanentFaultFailsAtOnce() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"fail+permanent@deliveryjourneytest-1.example\"}],\"channels\":[\"email\"],\"message\":\"x\"}");

        JsonNode failed = app.await(id, "failed");

        assertThat(tries(failed)).containsExactly("email/smtp failed");
        assertThat(failed.get("deliveries").get(0).get("error").asText()).startsWith("550 5.7.1");
    }

    @Test
    void theNextChannelTakesOverAndWithinSmsTheNextProvider() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"fail+permanent@deliveryjourneytest-2.example\",\"phone_number\":\"+79005550003\"}],\"message\":\"x\"}");

        assertThat(tries(app.await(id, "sent")))
                .containsExactly("email/smtp failed", "sms/smsc failed", "sms/probe sent");
    }

    @Test
    void channelsAreTriedInTheOrderOfTheRequest() {
        String id = app.notify("{\"recipients\":[{\"email\":\"" + someone()
                + "\",\"telegram_id\":\"990000400\"}],\"channels\":[\"telegram\",\"email\"],\"message\":\"x\"}");

        assertThat(tries(app.await(id, "sent"))).containsExactly("telegram/telegram failed", "email/smtp sent");
    }

    @Test
    void aRateLimitOfTheProviderIsWaitedForAndNotCharged() {
        String text = "limited " + UUID.randomUUID();
        String id = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000429\"}],\"channels\":[\"telegram\"],\"message\":\"" + text
                        + "\"}");

        JsonNode sent = app.await(id, "sent");

        assertThat(tries(sent)).contains("telegram/telegram postponed", "telegram/telegram sent");
        assertThat(sent.get("deliveries").get(0).get("attempts").asInt()).isZero();
    }

    @Test
    void aRecipientWithoutAnyAddressForTheChannelsFailsAndSaysSo() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"" + someone() + "\"}],\"channels\":[\"sms\"],\"message\":\"x\"}");

        JsonNode failed = app.await(id, "failed");

        assertThat(failed.get("deliveries").get(0).get("error").asText()).contains("no phone_number");
        assertThat(failed.get("deliveries").get(0).get("attempts").asInt()).isZero();
    }
}
