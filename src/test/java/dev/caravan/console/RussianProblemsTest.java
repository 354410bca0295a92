package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.journey.App;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong, as pages in Russian say it, wherever they do; the API behind them says it in English. */
class RussianProblemsTest {

    private final App app = App.shared();
    private final ConsoleClient reader = ConsoleClient.admin(app);

    @BeforeEach
    void readsRussian() {
        reader.page("/console");
        assertThat(reader.submit("/console/preferences", Map.of("language", "ru", "back", "/console/clients/new")))
                .contains("<html lang=\"ru\"");
    }

    @Test
    void aFormSaysWhatIsWrongWithItsFields() {
        String form = reader.post(
                        "/console/clients",
                        Map.of("phone_number", "12", "email", "nonsense", "timezone", "Mars/Base", "tags", "a|b"))
                .body();
        assertThat(form)
                .contains("нужны 7 и ещё десять цифр, например 79991234567")
                .contains("это не адрес электронной почты")
                .contains("это не часовой пояс из базы IANA, например Europe/Moscow")
                .contains("не может содержать |: им они разделяются в файлах")
                .doesNotContain("must be", "must not", "is not");
        assertThat(app.post("/api/v1/clients", "{\"phone_number\":\"12\"}")
                        .json()
                        .toString())
                .contains("must be 7 and ten digits");
    }

    @Test
    void aFilterSaysWhatItCannotSearchFor() {
        assertThat(reader.page("/console/clients?q=7abc"))
                .contains("нужны 7 и ещё десять цифр")
                .doesNotContain("must be");
        assertThat(reader.page("/console/notifications?channel=pigeon"))
                .contains("такого канала нет; есть email")
                .doesNotContain("is not a channel");
    }

    @Test
    void whatBecameOfADeliveryIsSaidAndWhy() {
        String address = UUID.randomUUID() + "@example.com";
        app.post("/api/v1/suppressions", "{\"channel\":\"email\",\"address\":\"" + address + "\"}");
        String id = app.post(
                        "/api/v1/notifications",
                        "{\"recipients\":[{\"email\":\"" + address + "\"}],\"subject\":\"a\",\"message\":\"b\"}")
                .json()
                .get("id")
                .textValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> app.get("/api/v1/notifications/" + id)
                        .json()
                        .at("/deliveries/0/status")
                        .asText()
                        .equals("suppressed"));
        assertThat(reader.page("/console/notifications/" + id))
                .contains("адрес в стоп-листе: внесён вручную")
                .doesNotContain("suppression list");
        assertThat(reader.page("/console/notifications/" + id + "/explain"))
                .contains("принято для неё")
                .contains("она названа в запросе")
                .contains("адрес в стоп-листе: внесён вручную")
                .doesNotContain("accepted for it", "the request", "The sandbox", "suppression list");
    }

    @Test
    void aConflictIsSaidToo() {
        String name = "taken-" + UUID.randomUUID();
        Map<String, String> tag = Map.of("name", name);
        reader.submit("/console/clients/words/tags", tag);
        assertThat(reader.post("/console/clients/words/tags", tag).body())
                .contains("Тег с таким названием уже есть.")
                .doesNotContain("Another tag");
    }

    @Test
    void whatIsNotThereIsAPageThatSaysSo() {
        assertThat(reader.get("/console/notifications/" + UUID.randomUUID()).body())
                .contains("Уведомления с таким id нет.")
                .doesNotContain("There is no");
        assertThat(reader.get("/console/mailings/999999999", "HX-Request", "true")
                        .body())
                .contains("Рассылки с таким номером нет.");
    }

    @Test
    void aRefusedActionIsToldOnTheNextPage() {
        String id = reader.page("/console/access").replaceAll("(?s).*?/console/access/users/([^/\"]+)/role.*", "$1");
        assertThat(reader.submit("/console/access/users/" + id + "/role", Map.of("role", "king")))
                .contains("role: такой роли нет")
                .doesNotContain("is not a role");
    }

    @Test
    void whatIsTypedIsCheckedInRussian() {
        assertThat(reader.page("/console/schedules/next?crontab_schedule=61+9&timezone=Europe/Berlin"))
                .contains("нужно пять полей: минута, час")
                .doesNotContain("must have");
        assertThat(reader.post(
                                "/console/templates/~preview",
                                Map.of("content", "Dear {{#name}}", "engine", "mustache", "context", "{}"),
                                "HX-Request",
                                "true")
                        .body())
                .contains("секция «name» не закрыта")
                .doesNotContain("is not closed");
        assertThat(reader.json("/console/routes/draft/check", "[]").body())
                .contains("Тело запроса должно быть объектом.");
    }

    @Test
    void theReportOfAFileNamesTheColumnsAndSaysTheRest() {
        reader.page("/console/clients/import");
        String report = reader.upload(
                        "/console/clients/import",
                        "text/csv",
                        BodyPublishers.ofString("phone_number,email\n12,nonsense\n79031234567\n"))
                .body();
        assertThat(report)
                .contains("phone_number нужны 7 и ещё десять цифр", "email это не адрес электронной почты")
                .contains("значений в строке: 1, это не столько, сколько столбцов в первой")
                .doesNotContain("must be", "is not", "values for");
        assertThat(reader.upload("/console/clients/import", "text/csv", BodyPublishers.ofString("colour\nred\n"))
                        .body())
                .contains("такого столбца у клиентов нет", "нет в первой строке")
                .doesNotContain("is not", "is missing");
    }
}
