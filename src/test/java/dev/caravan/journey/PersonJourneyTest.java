package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held about one person, in all features: shown, and erased. */
class PersonJourneyTest {

    private final App app = App.shared();

    @Test
    void everythingAboutAPersonIsShownAndErasedAndWhatOthersHaveStays() {
        JsonNode client = app.post("/api/v1/clients", """
                {"phone_number": "79260000001", "email": "person@example.com", "name": "Pia Person", "timezone": "UTC",
                 "attributes": {"user_id": "638f394d4b7243fe03990001"}}""").json();
        String path = "/api/v1/clients/" + client.get("id");
        String sent = app.notify(
                "{\"recipients\":[{\"email\":\"Person@Example.com\"}],\"channels\":[\"email\"],\"message\":\"dear Pia\"}");
        app.await(sent, "sent");
        String planned = app.notify("{\"recipients\":[{\"phone_number\":\"+79260000001\"}],\"channels\":[\"sms\"],"
                + "\"message\":\"later, Pia\",\"scheduled_at\":\"2030-01-01T00:00:00Z\"}");
        String shared =
                app.notify("{\"recipients\":[{\"email\":\"person@example.com\"},{\"email\":\"neighbour@example.com\"}],"
                        + "\"channels\":[\"email\"],\"message\":\"for both\"}");
        app.await(shared, "sent");

        app.post(
                "/create", "{\"user_id\":\"638f394d4b7243fe03990001\",\"key\":\"new_post\",\"data\":{\"of\":\"Pia\"}}");
        app.post("/create", "{\"user_id\":\"638f394d4b7243fe03990001\",\"key\":\"new_post\"}");
        app.post("/api/v1/suppressions", "{\"channel\":\"telegram\",\"address\":\"638001\",\"reason\":\"manual\"}");
        app.send("PATCH", path, "{\"telegram_id\": \"638001\"}");
        app.post(path + "/telegram-link", "");
        app.post("/api/v1/templates", "{\"name\":\"person\",\"slug\":\"person\",\"content\":\"x\"}");
        App.Answer task = app.post("/api/v1/periodic-tasks", """
                {"name": "person", "task_id": "send_email", "template_id": "person", "crontab_schedule": "0 0 1 1 *",
                 "recipients": [{"email": "PERSON@example.com"}, {"email": "neighbour@example.com"}]}""");
        assertThat(task.status()).as(task.text()).isEqualTo(201);
        JsonNode held = app.get(path + "/export").json();
        App.Answer erased = app.send("DELETE", path + "?erase=true", "");

        assertThat(app.send("DELETE", path + "?erase=TRUE", "").status()).isIn(400, 404);
        assertThat(held.at("/client/0/name").textValue()).isEqualTo("Pia Person");
        assertThat(held.get("deliveries")).hasSize(3);
        assertThat(held.get("deliveries").toString()).contains("dear Pia", "later, Pia", "for both");
        assertThat(Problems.names(held)).containsExactlyInAnyOrderElementsOf(Problems.names(erased.json()));
        held.properties()
                .forEach(kind -> assertThat(erased.json().get(kind.getKey()).intValue())
                        .as(kind.getKey())
                        .isEqualTo(kind.getValue().size()));
        assertThat(held.get("inbox")).hasSize(2);
        assertThat(Problems.names(held.at("/inbox/0")))
                .containsExactly("id", "timestamp", "is_new", "user_id", "key", "target_id", "data");
        assertThat(held.toString())
                .doesNotContain(
                        "read_change", "refused_by", "\"leased\"", "\"token\"", "\"rounds\"", "template_version_id");
        assertThat(held.at("/deliveries/0/notification/message").textValue()).isEqualTo("dear Pia");
        assertThat(held.at("/deliveries/0/history").findValuesAsText("type")).contains("attempt");
        for (String kind : List.of("suppressions", "telegram_links", "periodic_tasks")) {
            assertThat(held.get(kind)).as(kind).hasSize(1);
            assertThat(erased.json().get(kind).intValue()).as(kind).isEqualTo(1);
        }
        assertThat(app.get("/api/v1/periodic-tasks/" + task.json().get("id").asText())
                        .text())
                .contains("neighbour@example.com")
                .doesNotContain("PERSON");
        assertThat(erased.status()).isEqualTo(200);
        assertThat(erased.json().get("deliveries").intValue()).isEqualTo(3);
        assertThat(app.get(path).status()).isEqualTo(404);
        assertThat(app.get(path + "/export").status()).isEqualTo(404);
        assertThat(app.notification(sent).toString())
                .doesNotContain("Pia", "person@")
                .contains("\"status\":\"sent\"");
        assertThat(app.notification(planned).get("status").textValue()).isEqualTo("cancelled");
        assertThat(app.notification(shared).toString())
                .doesNotContain("person@")
                .contains("for both", "neighbour@example.com");
        assertThat(app.get("/api/v1/notifications?recipient=person@example.com")
                        .json()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void withoutEraseOnlyTheClientGoes() {
        JsonNode client = app.post(
                        "/api/v1/clients", "{\"phone_number\": \"79260000002\", \"email\": \"stays@example.com\"}")
                .json();
        String sent = app.notify(
                "{\"recipients\":[{\"email\":\"stays@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        app.await(sent, "sent");

        assertThat(app.send("DELETE", "/api/v1/clients/" + client.get("id"), "").status())
                .isEqualTo(204);
        assertThat(app.notification(sent).toString()).contains("stays@example.com");
    }
}
