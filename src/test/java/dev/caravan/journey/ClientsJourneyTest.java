package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.bot.ChatLinks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients, their tags and operators, one by one and by the file. */
class ClientsJourneyTest {

    private final App app = App.shared();
    private final String tag = "t" + ThreadLocalRandom.current().nextLong(1_000_000_000);

    private static String phone() {
        return "7" + ThreadLocalRandom.current().nextLong(1_000_000_000L, 8_999_999_999L);
    }

    private JsonNode create(String body) {
        App.Answer made = app.post("/api/v1/clients", body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private App.Answer importing(byte[] csv) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(app.url() + "/api/v1/clients/import"))
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(csv))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new App.Answer(answer.statusCode(), answer.body(), answer);
    }

    private App.Answer importing(String csv) throws Exception {
        return importing(csv.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aClientIsMadeWithItsTagsAndOperatorChangedReplacedAndDeleted() {
        String phone = phone();
        JsonNode made = create("""
                {"phone_number": %s, "operator_code": {"code": "%2$s", "name": "Megafon"},
                 "tags": [{"name": "%2$s-b"}, {"name": "%2$s-a"}, "%2$s-a"], "timezone": "Asia/Tomsk", "name": "Анна",
                 "attributes": {"city": "Томск"}}""".formatted(phone, tag));
        String path = "/api/client/" + made.get("id") + "/";

        assertThat(made.get("phone_number").textValue()).isEqualTo(phone);
        assertThat(made.get("tags").toString())
                .isEqualTo("[{\"name\":\"%1$s-a\"},{\"name\":\"%1$s-b\"}]".formatted(tag));
        assertThat(app.get(path).json()).isEqualTo(made);
        assertThat(app.get("/api/v1/clients?tag=" + tag + "-b&operator=" + tag)
                        .json()
                        .get("items"))
                .containsExactly(made);

        JsonNode changed =
                app.send("PATCH", path, "{\"tags\": [], \"name\": null}").json();
        assertThat(changed.get("tags")).isEmpty();
        assertThat(changed.get("name").isNull()).isTrue();
        assertThat(changed.get("timezone").textValue()).isEqualTo("Asia/Tomsk");

        JsonNode replaced =
                app.send("PUT", path, "{\"phone_number\": \"" + phone + "\"}").json();
        assertThat(replaced.get("timezone").textValue()).isEqualTo("UTC");
        assertThat(replaced.get("operator_code").isNull()).isTrue();

        assertThat(app.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(app.get(path).status()).isEqualTo(404);
    }

    @Test
    void theOriginalPathIgnoresWhatItDoesNotKnow() {
        String body = "{\"phone_number\": \"%s\", \"favourite_colour\": \"red\"}";

        App.Answer made = app.post("/api/client/", body.formatted(phone()));
        String path = "/api/client/" + made.json().get("id") + "/";

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(app.send("PUT", path, body.formatted(phone())).status()).isEqualTo(200);
        assertThat(app.send("PATCH", path, "{\"favourite_colour\": \"blue\"}").status())
                .isEqualTo(200);
        assertThat(app.post("/api/v1/clients", body.formatted(phone())).status())
                .isEqualTo(400);
        assertThat(app.post("/api/mailing/", """
                {"start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z", "text": "x", "colour": 1}""").status()).isEqualTo(201);
    }

    @Test
    void noTwoClientsHaveTheSamePhoneNumber() {
        String phone = phone();
        create("{\"phone_number\": \"" + phone + "\"}");
        JsonNode other = create("{\"phone_number\": \"" + phone() + "\"}");

        assertThat(app.post("/api/v1/clients", "{\"phone_number\": \"" + phone + "\"}")
                        .status())
                .isEqualTo(409);
        assertThat(app.send("PATCH", "/api/v1/clients/" + other.get("id"), "{\"phone_number\": \"" + phone + "\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void whatIsWrongWithAClientIsSaidAllAtOnce() {
        App.Answer refused = app.post("/api/v1/clients", """
                {"phone_number": "89991234567", "operator_code": {"name": "x"}, "tags": [{"name": ""}, 5.5],
                 "timezone": "Mars/Base", "email": "nobody", "telegram_id": "x", "attributes": [], "adress": 1}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "phone_number",
                        "operator_code.code",
                        "tags[0].name",
                        "tags[1]",
                        "timezone",
                        "email",
                        "telegram_id",
                        "attributes",
                        "adress");
    }

    @Test
    void aTagThatIsDeletedIsTakenFromItsClientsAndARenamedOneStays() {
        JsonNode both = create("{\"phone_number\": \"%s\", \"tags\": [\"%2$s\", \"%2$s-x\"]}".formatted(phone(), tag));
        JsonNode one = create("{\"phone_number\": \"%s\", \"tags\": [\"%s-x\"]}".formatted(phone(), tag));
        long id = idOf("tags", "name", tag);
        long other = idOf("tags", "name", tag + "-x");

        assertThat(app.send("PATCH", "/api/v1/tags/" + other, "{\"name\": \"" + tag + "-y\"}")
                        .status())
                .isEqualTo(200);
        assertThat(app.send("PUT", "/api/v1/tags/" + other, "{\"name\": \"" + tag + "\"}")
                        .status())
                .isEqualTo(409);
        assertThat(app.send("DELETE", "/api/v1/tags/" + id, "").status()).isEqualTo(204);

        String left = "[{\"name\":\"" + tag + "-y\"}]";
        assertThat(app.get("/api/v1/clients/" + both.get("id"))
                        .json()
                        .get("tags")
                        .toString())
                .isEqualTo(left);
        assertThat(app.get("/api/v1/clients/" + one.get("id"))
                        .json()
                        .get("tags")
                        .toString())
                .isEqualTo(left);
        assertThat(app.get("/api/v1/clients?tag=" + tag + "-y").json().get("items"))
                .hasSize(2);
    }

    @Test
    void whatAMailingChoosesByIsNotDeleted() {
        create("{\"phone_number\": \"%s\", \"operator_code\": \"%s\"}".formatted(phone(), tag));
        App.Answer mailing = app.post("/api/v1/mailings", """
                {"start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z", "text": "x",
                 "operators": [{"code": "%s"}]}""".formatted(tag));
        String operator = "/api/v1/operators/" + idOf("operators", "code", tag);

        assertThat(app.send("DELETE", operator, "").status()).isEqualTo(409);
        app.send("DELETE", "/api/v1/mailings/" + mailing.json().get("id"), "");
        assertThat(app.send("DELETE", operator, "").status()).isEqualTo(204);
    }

    private long idOf(String words, String key, String value) {
        for (JsonNode word : app.get("/api/v1/" + words + "?limit=200").json().get("items")) {
            if (word.get(key).textValue().equals(value)) {
                return word.get("id").longValue();
            }
        }
        throw new AssertionError("no " + value);
    }

    @Test
    void aFileIsTakenAndWhatIsWrongInItIsReported() throws Exception {
        String first = phone();
        String second = phone();
        String known = phone();
        create("{\"phone_number\": \"" + known + "\", \"name\": \"before\"}");

        JsonNode report = importing(
                        "\uFEFFphone_number,operator_code,operator_name,tags,timezone,email,name,attributes.city\r\n"
                                + first + ",999,Megafon," + tag
                                + "|new,Europe/Moscow,a@example.com,\"Анна, младшая\",Tver\r\n"
                                + "123,999,,,,,,\r\n"
                                + "\r\n"
                                + known + ",,," + tag + ",,,after,\r\n"
                                + second + ",,,,Mars/Base,not-mail,,\r\n"
                                + second + ",1,2\r\n")
                .json();

        assertThat(report.get("created").intValue()).isEqualTo(1);
        assertThat(report.get("updated").intValue()).isEqualTo(1);
        assertThat(report.get("refused").intValue()).isEqualTo(3);
        assertThat(report.get("refusals").findValuesAsText("line")).containsExactly("3", "6", "7");
        assertThat(report.at("/refusals/1/reasons").toString()).contains("timezone", "email");
        JsonNode anna = app.get("/api/v1/clients?phone_number=" + first).json().at("/items/0");
        assertThat(anna.get("name").textValue()).isEqualTo("Анна, младшая");
        assertThat(anna.at("/operator_code/name").textValue()).isEqualTo("Megafon");
        assertThat(anna.at("/attributes/city").textValue()).isEqualTo("Tver");
        assertThat(app.get("/api/v1/clients?phone_number=" + known)
                        .json()
                        .at("/items/0/name")
                        .textValue())
                .isEqualTo("after");
    }

    @Test
    void whatIsGivenOutCanBeTakenInAgain() throws Exception {
        JsonNode client = create("""
                {"phone_number": "%s", "operator_code": {"code": "%s", "name": "A \\"B\\""}, "tags": ["%s"], "name": "x, y",
                 "attributes": {"a": "b,c"}}""".formatted(phone(), tag, tag));

        App.Answer file = app.get("/api/v1/clients/export");
        String header = file.text().substring(0, file.text().indexOf("\r\n") + 2);
        String row = file.text()
                .lines()
                .filter(line -> line.contains(client.get("phone_number").textValue()))
                .findFirst()
                .orElseThrow();
        app.send("DELETE", "/api/v1/clients/" + client.get("id"), "");
        importing(header + row);

        assertThat(file.raw().headers().firstValue("Content-Type")).hasValue("text/csv;charset=utf-8");
        JsonNode again = app.get("/api/v1/clients?tag=" + tag).json().at("/items/0");
        for (String field : new String[] {"phone_number", "operator_code", "tags", "name", "attributes", "timezone"}) {
            assertThat(again.get(field)).as(field).isEqualTo(client.get(field));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "phone_number,colour | colour",
                "name,email | phone_number",
                "'phone_number,name\n79990000000,\"unclosed' | CSV",
                "'' | phone_number"
            })
    void whatIsNoFileOfClientsIsRefused(String file, String word) throws Exception {
        App.Answer refused = importing(file);

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains(word);
    }

    @Test
    void aRowThatIsNotUtf8IsRefusedAndTheOthersAreTaken() throws Exception {
        JsonNode report = importing(
                        ("phone_number,name\n" + phone() + ",Anna\n" + phone() + ",Анна\n" + phone() + ",Boris\n")
                                .getBytes(Charset.forName("windows-1251")))
                .json();

        assertThat(report.get("created").intValue()).isEqualTo(2);
        assertThat(report.at("/refusals/0").toString()).isEqualTo("{\"line\":3,\"reasons\":[\"is not UTF-8\"]}");
    }

    @Test
    void whatAFileDoesNotSayStaysAsItIs() throws Exception {
        String phone = phone();
        create("""
                {"phone_number": "%s", "operator_code": "%s", "tags": ["%2$s-a", "%2$s-b"], "email": "kept@example.com",
                 "timezone": "Asia/Tomsk", "attributes": {"a": "b"}}""".formatted(phone, tag));

        importing("phone_number,name\n" + phone + ",New\n");
        JsonNode named = app.get("/api/v1/clients?phone_number=" + phone).json().at("/items/0");
        importing("phone_number,tags\n" + phone + "," + tag + "-c\n");
        JsonNode tagged =
                app.get("/api/v1/clients?phone_number=" + phone).json().at("/items/0");

        assertThat(named.get("name").textValue()).isEqualTo("New");
        assertThat(named.get("email").textValue()).isEqualTo("kept@example.com");
        assertThat(named.get("timezone").textValue()).isEqualTo("Asia/Tomsk");
        assertThat(named.get("tags")).hasSize(2);
        assertThat(named.at("/operator_code/code").textValue()).isEqualTo(tag);
        assertThat(tagged.get("tags").toString()).isEqualTo("[{\"name\":\"" + tag + "-c\"}]");
        assertThat(tagged.at("/operator_code/code").textValue()).isEqualTo(tag);
        assertThat(tagged.get("name").textValue()).isEqualTo("New");
    }

    @Test
    void whoNamesTheSameNewTagsAtTheSameTimeGetsThem() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            var all = callers.invokeAll(IntStream.range(0, 40)
                    .mapToObj(i -> (Callable<App.Answer>) () -> app.post(
                            "/api/v1/clients",
                            "{\"phone_number\": \"%s\", \"operator_code\": \"%s\", \"tags\": [\"%2$s-%d\", \"%2$s-%d\"]}"
                                    .formatted(phone(), tag, i % 5, (i + 3) % 5)))
                    .toList());
            for (Future<App.Answer> each : all) {
                assertThat(each.get().status()).as(each.get().text()).isEqualTo(201);
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void aChatIsJoinedToTheClientThatTheCodeWasFor() {
        JsonNode client = create("{\"phone_number\": \"" + phone() + "\"}");
        String path = "/api/v1/clients/" + client.get("id");
        String chat = Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_000_000_000L));

        JsonNode link = app.post(path + "/telegram-link", "").json();
        ChatLinks links = app.bean(ChatLinks.class);

        assertThat(links.link("nonsense", chat)).isFalse();
        assertThat(links.link(link.get("code").textValue(), chat)).isTrue();
        assertThat(links.link(link.get("code").textValue(), "1" + chat)).isFalse();
        assertThat(app.get(path).json().get("telegram_id").textValue()).isEqualTo(chat);
    }

    @Test
    void whoIsNamedByTheIdOfAClientAloneIsReachedByItsAddresses() {
        String phone = phone();
        String email = tag + "@example.com";
        String id = create("{\"phone_number\": \"%s\", \"email\": \"%s\", \"telegram_id\": \"%s\"}"
                        .formatted(phone, email, phone))
                .get("id")
                .asText();
        String to = "{\"recipients\": [%s], \"message\": \"Hello\", \"channels\": [\"%s\"]}";

        for (String channel : List.of("email", "sms", "telegram")) {
            JsonNode sent = app.await(app.notify(to.formatted("{\"client_id\": " + id + "}", channel)), "sent");
            assertThat(sent.at("/deliveries/0/channel").asText()).isEqualTo(channel);
            assertThat(sent.at("/deliveries/0/recipient/client_id").asText()).isEqualTo(id);
            assertThat(sent.at("/deliveries/0/recipient/phone_number").asText()).isEqualTo("+" + phone);
        }
        assertThat(app.caught(email)).hasSize(1);
        for (String other : List.of(
                "{\"client_id\": \"%s\", \"phone_number\": \"+79005550199\"}".formatted(id),
                "{\"client_id\": \"no-client-of-ours\"}",
                "{\"client_id\": \"999999999999999999\"}")) {
            JsonNode failed = app.await(app.notify(to.formatted(other, "email")), "failed");
            assertThat(failed.at("/deliveries/0/error").asText()).contains("no email");
        }
    }

    @Test
    void anOperatorWithoutACodeIsNone() {
        for (String operator : List.of("\"\"", "{\"code\": \" \"}", "{\"name\": \"x\"}", "{\"code\": null}")) {
            App.Answer refused = app.post(
                    "/api/v1/clients",
                    "{\"phone_number\": \"%s\", \"operator_code\": %s}".formatted(phone(), operator));
            Problems.invalid(refused, operator.startsWith("{") ? "operator_code.code" : "operator_code");
        }
        Problems.invalid(app.post("/api/v1/clients", "{\"phone_number\": \"\"}"), "phone_number");
    }

    @Test
    void theMailOfAnInboxGoesToTheClientThatTheUserIs() {
        String user = "%024x".formatted(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
        create("{\"phone_number\": \"%s\", \"email\": \"%s@example.com\", \"attributes\": {\"user_id\": \"%s\"}}"
                .formatted(phone(), user, user));

        assertThat(app.post("/create", "{\"user_id\": \"" + user + "\", \"key\": \"new_login\"}")
                        .status())
                .isEqualTo(201);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> app.caught(user + "@example.com").size() == 1);
    }
}
