package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of clients as spreadsheets write them, and as they read them. */
class ClientFilesJourneyTest {

    private final App app = App.shared();

    private static String phone() {
        return "7" + ThreadLocalRandom.current().nextLong(1_000_000_000L, 8_999_999_999L);
    }

    private App.Answer take(String file) {
        return app.post("/api/v1/clients/import", file, "Content-Type", "text/csv");
    }

    private JsonNode client(String phone) {
        return app.get("/api/v1/clients?phone_number=" + phone).json().at("/items/0");
    }

    @Test
    void aRefusedRowIsNamedByTheLineItBeginsOnAlsoAfterValuesOfSeveralLines() {
        String good = phone();

        JsonNode report = take("phone_number,\"attributes.note\"\r\n"
                        + good + ",\"one\r\ntwo\nthree\"\r\n" // lines 2 to 4
                        + "1,\"four\n\nsix\"\r\n" // lines 5 to 7
                        + "2,\r\n" // line 8
                        + "3,\"last\nof all\"") // line 9
                .json();

        assertThat(report.get("created").intValue()).isEqualTo(1);
        assertThat(report.get("refusals").findValuesAsText("line")).containsExactly("5", "8", "9");
        assertThat(client(good).at("/attributes/note").textValue()).isEqualTo("one\r\ntwo\nthree");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void whatSeparatesTheColumnsIsToldByTheFirstLine(String separator) {
        String phone = phone();

        App.Answer taken = take("\uFEFF\"phone_number\",name,tags,attributes.city\r\n".replace(",", separator) + phone
                + separator + "\"A,B;C\"" + separator + "x|y" + separator + "Tver\r\n");

        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.json().get("created").intValue()).as(taken.text()).isEqualTo(1);
        assertThat(client(phone).get("name").textValue()).isEqualTo("A,B;C");
        assertThat(client(phone).get("tags")).hasSize(2);
        assertThat(client(phone).at("/attributes/city").textValue()).isEqualTo("Tver");
    }

    @Test
    void aFileInAnotherCharacterSetIsRefusedWithTheWayOut() throws Exception {
        byte[] file = "phone_number;attributes.M\u011bsto\r\n79990000000;x".getBytes(Charset.forName("windows-1250"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(app.url() + "/api/v1/clients/import"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        JsonNode problem = Problems.problem(new App.Answer(answer.statusCode(), answer.body(), answer), 400);
        assertThat(problem.get("detail").textValue()).contains("UTF-8");
    }

    @Test
    void noCellOfAnExportIsAFormulaAndItGivesTheSameClientsAgain() {
        String phone = phone();
        String[] names = {
            "=HYPERLINK(\"http://evil.example\";\"x\")",
            "+1+1",
            "-1+1",
            "@SUM(1)",
            "'=1",
            "''@x",
            "'quoted'",
            "-5",
            "plain, with; all\""
        };
        for (String name : names) {
            App.Answer made = app.post("/api/v1/clients", """
                    {"phone_number": "%s", "telegram_id": "-1001234567890", "email": "=1@example.com",
                     "tags": ["=tag %2$s", "b %2$s"], "operator_code": {"code": "-op %2$s", "name": "@name"}}""".formatted(phone, phone.substring(5)));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            String path = "/api/v1/clients/" + made.json().get("id");
            JsonNode before =
                    app.send("PATCH", path, "{\"name\": " + json(name) + "}").json();

            String file = app.get("/api/v1/clients/export").text();
            String row = file.lines()
                    .filter(line -> line.contains(phone))
                    .findFirst()
                    .orElseThrow();
            assertThat(row).doesNotContainPattern("(^|,)\"?[=+@]").doesNotContainPattern("(^|,)\"?-(?![0-9]+\")");
            assertThat(row).contains("\"-1001234567890\"").startsWith("\"" + phone);
            app.send("DELETE", path, "");
            App.Answer taken = take(file.substring(0, file.indexOf("\r\n") + 2) + row);

            assertThat(taken.json().get("created").intValue()).as(taken.text()).isEqualTo(1);
            JsonNode again = client(phone);
            for (String field :
                    new String[] {"name", "email", "telegram_id", "tags", "operator_code", "phone_number", "timezone"
                    }) {
                assertThat(again.get(field)).as(field).isEqualTo(before.get(field));
            }
            app.send("DELETE", "/api/v1/clients/" + again.get("id"), "");
        }
    }

    private static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
