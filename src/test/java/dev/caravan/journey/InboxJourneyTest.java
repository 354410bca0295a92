package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Dialect E over HTTP, with small limits, and the inbox as a channel. */
class InboxJourneyTest {

    private static final int LIMIT = 20;
    private static final String FALLBACK = "inbox-owner@example.com";
    private static App app;

    @BeforeAll
    static void start() {
        app = App.start(Map.of(
                "caravan.inbox.limit", Integer.toString(LIMIT),
                "caravan.inbox.email", FALLBACK,
                "caravan.inbox.streams", "4",
                "caravan.inbox.streams-per-user", "2",
                "caravan.inbox.heartbeat", "200ms",
                "caravan.retry.backoff", "100ms"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** A user whom no other test knows. */
    private static String user() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    private static App.Answer create(String user, String key, String data) {
        return app.post("/create", "{\"user_id\":\"" + user + "\",\"key\":\"" + key + "\",\"data\":" + data + "}");
    }

    private static JsonNode list(String user, String more) {
        App.Answer answer = app.get("/list?user_id=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + more);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("success").booleanValue()).isTrue();
        return answer.json().get("data");
    }

    private static App.Answer read(String user, String id) {
        return app.post("/read?user_id=" + user + "&notification_id=" + id, "");
    }

    private static List<String> numbers(JsonNode page) {
        List<String> numbers = new ArrayList<>();
        page.get("list").forEach(record -> numbers.add(record.at("/data/n").asText()));
        return numbers;
    }

    private static EventStream stream(String user, String more, String... headers) {
        return EventStream.open(
                app.url() + "/stream?user_id=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + more, headers);
    }

    private static void fill(String user, int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(n -> assertThat(
                                create(user, "new_post", "{\"n\":" + n + "}").status())
                        .isEqualTo(201));
    }

    @Test
    void aRecordIsShownAsTheServiceBeforeDid() {
        String user = user();
        String target = user();

        App.Answer created = app.post(
                "/create/",
                "{\"user_id\":\"" + user + "\",\"target_id\":\"" + target
                        + "\",\"key\":\"new_message\",\"data\":{\"text\":\"Привет\"},\"is_new\":false,\"id\":\"x\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text()).isEqualTo("{\"success\":true}");
        JsonNode page = list(user, "");
        assertThat(Problems.names(page)).containsExactly("elements", "new", "request", "list");
        assertThat(page.get("elements").intValue()).isOne();
        assertThat(page.get("new").intValue()).isOne();
        assertThat(page.get("request").toString()).isEqualTo("{\"user_id\":\"" + user + "\",\"skip\":0,\"limit\":10}");
        JsonNode record = page.at("/list/0");
        assertThat(Problems.names(record))
                .containsExactlyInAnyOrder("id", "timestamp", "is_new", "user_id", "target_id", "key", "data");
        assertThat(record.get("id").textValue()).matches("[0-9a-f]{24}");
        assertThat(OffsetDateTime.parse(record.get("timestamp").textValue())).isNotNull();
        assertThat(record.get("is_new").booleanValue()).isTrue();
        assertThat(record.get("target_id").textValue()).isEqualTo(target);
        assertThat(record.at("/data/text").textValue()).isEqualTo("Привет");
    }

    @Test
    void theNewestComeFirstAndTheCountsAreOfAll() {
        String user = user();
        fill(user, 1, 12);

        assertThat(numbers(list(user, ""))).containsExactly("12", "11", "10", "9", "8", "7", "6", "5", "4", "3");
        assertThat(numbers(list(user, "&skip=10&limit=5"))).containsExactly("2", "1");
        assertThat(numbers(list(user, "&skip=100"))).isEmpty();
        assertThat(list(user, "&skip=100").get("elements").intValue()).isEqualTo(12);
        assertThat(list(user(), "").toString()).startsWith("{\"elements\":0,\"new\":0,");
    }

    @Test
    void aRecordIsReadOnceAndByItsOwnerAlone() {
        String user = user();
        fill(user, 1, 3);
        String id = list(user, "").at("/list/1/id").textValue();

        assertThat(read(user(), id).text()).isEqualTo("{\"success\":false}");
        assertThat(read(user, id.toUpperCase()).text()).isEqualTo("{\"success\":true}");
        App.Answer again = read(user, id);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo("{\"success\":false}");
        assertThat(read(user, user()).text()).isEqualTo("{\"success\":false}");
        assertThat(read(user, "nonsense").text()).isEqualTo("{\"success\":false}");
        assertThat(read(user, "00000000" + id.substring(8)).text()).isEqualTo("{\"success\":false}");
        assertThat(list(user, "").get("new").intValue()).isEqualTo(2);
        assertThat(list(user, "").at("/list/1/is_new").booleanValue()).isFalse();

        assertThat(app.post("/read-all?user_id=" + user, "").text()).isEqualTo("{\"success\":true,\"read\":2}");
        assertThat(app.post("/read-all?user_id=" + user, "").text()).isEqualTo("{\"success\":true,\"read\":0}");
        assertThat(list(user, "").get("new").intValue()).isZero();
    }

    @Test
    void whatAKeyDoesItsRouteSays() {
        String registered = user();
        String loggedIn = user();
        String posted = user();
        String mark = "mark-" + registered;

        assertThat(create(registered, "registration", "{\"mark\":\"" + mark + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(create(loggedIn, "new_login", "{\"mark\":\"" + mark + "\",\"places\":[1,2]}")
                        .status())
                .isEqualTo(201);
        assertThat(create(posted, "new_post", "{\"mark\":\"" + mark + "\"}").status())
                .isEqualTo(201);

        assertThat(list(registered, "").get("elements").intValue()).isZero();
        assertThat(list(loggedIn, "").get("elements").intValue()).isOne();
        assertThat(list(posted, "").get("elements").intValue()).isOne();
        List<String> mails = await().atMost(Duration.ofSeconds(40))
                .until(
                        () -> {
                            List<String> texts = new ArrayList<>();
                            app.caught(FALLBACK)
                                    .forEach(mail -> texts.add(mail.get("text").textValue()));
                            return texts.stream()
                                    .filter(text -> text.contains(mark))
                                    .toList();
                        },
                        texts -> texts.size() == 2);
        assertThat(mails)
                .anyMatch(text -> text.startsWith("registration"))
                .anyMatch(text -> text.startsWith("new_login") && text.contains("places: [1,2]"));
        await().atMost(Duration.ofSeconds(60)).until(() -> waitingMails() == 0);
    }

    private static int waitingMails() {
        return app.bean(JdbcClient.class)
                .sql("select count(*) from inbox_mails")
                .query(Integer.class)
                .single();
    }

    @Test
    void aMailThatACrashLeftBehindIsSentOnceByWhoeverLooksNext() {
        String address = "left-" + user() + "@example.com";
        app.bean(JdbcClient.class)
                .sql("insert into inbox_mails (request) values (cast(? as jsonb))")
                .param("{\"recipients\":[{\"email\":\"" + address
                        + "\"}],\"channels\":[\"email\"],\"message\":\"left behind\"}")
                .update();

        await().atMost(Duration.ofSeconds(40)).until(() -> app.caught(address).size() == 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> waitingMails() == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | user_id,key",
                "{\"user_id\":5,\"key\":\"new_post\"} | user_id",
                "{\"user_id\":\"638f394d4b7243fe0399fd6\",\"key\":\"new_post\"} | user_id",
                "{\"user_id\":\"638f394d4b7243fe0399fd6g\",\"target_id\":\"x\",\"key\":\"nope\",\"data\":[]} | user_id,target_id,key,data",
                "{\"user_id\":\"638f394d4b7243fe0399fd67\",\"key\":\"\"} | key",
                "{\"user_id\":\"638f394d4b7243fe0399fd67\",\"key\":\"../mail\"} | key",
                "{\"user_id\":\"638f394d4b7243fe0399fd67\",\"key\":[\"new_post\"]} | key",
                "{\"user_id\":\"638f394d4b7243fe0399fd67\",\"key\":\"new_post\",\"data\":{\"a\":\"\\u0000\"}} | data"
            })
    void whatIsNotValidIsRefusedInTheWordsOfTheDialect(String body, String fields) {
        App.Answer answer = app.post("/create", body);

        Problems.invalid(answer, fields.split(","));
        assertThat(answer.json().get("success").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/list",
                "/list?user_id=",
                "/list?user_id=a&skip=-1",
                "/list?user_id=a&limit=0",
                "/list?user_id=a&limit=201",
                "/list?user_id=a&limit=x",
                "/list?user_id=a&user_id=b",
                "/stream",
                "/stream?user_id=a&last_event_id=nonsense"
            })
    void aQueryThatIsNotValidIsRefusedInTheWordsOfTheDialect(String path) {
        App.Answer answer = app.get(path);

        Problems.problem(answer, 400);
        assertThat(answer.json().get("success").booleanValue()).isFalse();
    }

    @Test
    void whatIsNoJsonIsNoSuccessEither() {
        App.Answer answer = app.post("/create", "{\"user_id\":");

        Problems.problem(answer, 400);
        assertThat(answer.json().get("success").booleanValue()).isFalse();
        for (App.Answer otherwise : List.of(
                app.send("DELETE", "/create", "{}"),
                app.get("/read?user_id=a&notification_id=b"),
                app.post("/list/?user_id=a", "{}"),
                app.post("/create", "{\"data\": \"" + "x".repeat(1_100_000) + "\"}"),
                app.post("/create", "{}", "Content-Type", "text/csv"))) {
            Problems.problem(otherwise, otherwise.status());
            assertThat(otherwise.status()).isIn(405, 413, 415);
            assertThat(otherwise.json().get("success").booleanValue()).isFalse();
        }
    }

    @Test
    void anInboxThatIsFullDropsWhatWasReadAndThenTheOldestAndItsCountsStayRight() {
        String user = user();
        fill(user, 1, LIMIT);
        JsonNode full = list(user, "&limit=200");
        for (int i : new int[] {2, 5}) {
            assertThat(read(user, full.get("list").get(i).get("id").textValue()).text())
                    .contains("true");
        }

        fill(user, LIMIT + 1, LIMIT + 3);

        JsonNode page = list(user, "&limit=200");
        assertThat(page.get("elements").intValue()).isEqualTo(LIMIT);
        assertThat(page.get("new").intValue()).isEqualTo(LIMIT);
        assertThat(numbers(page))
                .hasSize(LIMIT)
                .doesNotContain("1", Integer.toString(LIMIT - 2), Integer.toString(LIMIT - 5))
                .contains("2", Integer.toString(LIMIT + 3));
    }

    @Test
    void manyWritersAtOnceKeepLimitAndCounts() {
        String user = user();

        IntStream.range(0, 80).parallel().forEach(n -> {
            create(user, "new_post", "{\"n\":" + n + "}");
            if (n % 4 == 0) {
                read(user, list(user, "&limit=1").at("/list/0/id").textValue());
            }
        });

        JsonNode page = list(user, "&limit=200");
        long unread = IntStream.range(0, page.get("list").size())
                .filter(i -> page.get("list").get(i).get("is_new").booleanValue())
                .count();
        assertThat(page.get("elements").intValue()).isEqualTo(LIMIT);
        assertThat(page.get("list")).hasSize(LIMIT);
        assertThat(page.get("new").longValue()).isEqualTo(unread);
    }

    @Test
    void aNotificationCanGoToTheInboxOfAnyUserId() {
        String user = "customer 42/" + user();
        String id = app.notify("{\"recipients\":[{\"user_id\":\"" + user
                + "\"}],\"channels\":[\"inbox\"],\"subject\":\"Subject\",\"message\":\"The door is open\"}");

        JsonNode sent = app.await(id, "sent");

        JsonNode page = list(user, "");
        assertThat(page.get("elements").intValue()).isOne();
        JsonNode record = page.at("/list/0");
        assertThat(record.get("key").textValue()).isEqualTo("notification");
        assertThat(record.at("/data/subject").textValue()).isEqualTo("Subject");
        assertThat(record.at("/data/message").textValue()).isEqualTo("The door is open");
        assertThat(record.at("/data/notification_id").textValue()).isEqualTo(id);
        assertThat(sent.at("/deliveries/0/channel").textValue()).isEqualTo("inbox");
        assertThat(sent.at("/deliveries/0/provider_message_id").textValue())
                .isEqualTo(record.get("id").textValue());
    }

    /** As after a crash between the record and the note that it was made. */
    @Test
    void aDeliveryThatIsTriedAgainMakesNoSecondRecord() {
        String user = user();
        String id = app.notify(
                "{\"recipients\":[{\"user_id\":\"" + user + "\"}],\"channels\":[\"inbox\"],\"message\":\"once\"}");
        app.await(id, "sent");

        app.bean(JdbcClient.class)
                .sql(
                        "update deliveries set status = 'queued', due_at = now(), leased = false where notification_id = ?")
                .param(UUID.fromString(id))
                .update();
        app.await(id, view -> view.at("/deliveries/0/history").toString().split("\"outcome\":\"sent\"").length == 3);

        assertThat(list(user, "").get("elements").intValue()).isOne();
        assertThat(list(user, "").get("list")).hasSize(1);
    }

    @Test
    void aStreamTellsWhatHappensWhileItIsOpen() {
        String user = user();
        fill(user, 1, 1);
        try (EventStream stream = stream(user, "")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
            fill(user, 2, 3);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.events("notification").size() == 2);
            JsonNode newest = list(user, "&limit=1").at("/list/0");
            assertThat(stream.events("notification").get(1).data()).isEqualTo(newest.toString());
            assertThat(stream.events("notification").get(1).id())
                    .isEqualTo(newest.get("id").textValue());

            read(user, newest.get("id").textValue());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.events("read").size() == 1);
            assertThat(stream.events("read").get(0).data()).isEqualTo("{\"new\":2,\"ids\":[" + newest.get("id") + "]}");
            assertThat(stream.events("read").get(0).id()).isNull();
            await().atMost(Duration.ofSeconds(60)).until(() -> stream.comments() >= 2);
        }
    }

    @Test
    void aStreamOutlivesAStoreThatDoesNotAnswer() {
        String user = user();
        try (EventStream stream = stream(user, "")) {
            JdbcClient sql = app.bean(JdbcClient.class);
            app.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                sql.sql("lock table inboxes in access exclusive mode").update();
                sql.sql("select pg_sleep(1.5)::text").query().singleRow();
            });
            fill(user, 1, 1);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.ended() || stream.events("notification").size() == 1);
            assertThat(stream.ended()).isFalse();
        }
    }

    @Test
    void aStreamGoesOnWhereItWasCutOff() {
        String user = user();
        fill(user, 1, 4);
        String second = list(user, "").at("/list/2/id").textValue();

        try (EventStream byHeader = stream(user, "", "Last-Event-ID", second);
                EventStream byQuery = stream(user, "&last_event_id=" + second)) {
            fill(user, 5, 6);
            for (EventStream stream : List.of(byHeader, byQuery)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> stream.events("notification").size() == 4);
                assertThat(stream.events("notification"))
                        .extracting(event -> event.data().replaceAll(".*\"n\":(\\d+).*", "$1"))
                        .containsExactly("3", "4", "5", "6");
            }
        }
    }

    @Test
    void nothingIsLostBetweenWhatWasMissedAndWhatIsNew() {
        String user = user();
        fill(user, 1, 1);
        String first = list(user, "").at("/list/0/id").textValue();
        Thread writer = new Thread(() -> fill(user, 2, LIMIT));
        writer.start();

        String last = first;
        List<String> told = new ArrayList<>();
        for (int cut = 1; cut <= 4; cut++) {
            int enough = Math.min(cut * 5, LIMIT - 1);
            try (EventStream stream = stream(user, "", "Last-Event-ID", last)) {
                int before = told.size();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> before + stream.events().size() >= enough);
                for (EventStream.Event event : stream.events()) {
                    told.add(event.data().replaceAll(".*\"n\":(\\d+).*", "$1"));
                    last = event.id();
                }
            }
        }
        assertThat(told)
                .containsExactlyElementsOf(IntStream.rangeClosed(2, LIMIT)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void streamsAreLimitedAndFreeAgainWhenTheirClientIsGone() {
        String user = user();
        await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 0);
        try (EventStream one = stream(user, "");
                EventStream two = stream(user, "");
                EventStream three = stream(user(), "");
                EventStream four = stream(user(), "")) {
            assertThat(List.of(one, two, three, four))
                    .extracting(EventStream::status)
                    .containsOnly(200);
            App.Answer all = app.get("/stream?user_id=" + user());
            Problems.problem(all, 503);
            assertThat(all.raw().headers().firstValue("Retry-After")).isPresent();
            four.close();
            await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 3);
            App.Answer users = app.get("/stream?user_id=" + user);
            Problems.problem(users, 429);
            assertThat(users.raw().headers().firstValue("Retry-After")).isPresent();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 0);
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 0);
        String user = user();
        URI url = URI.create(app.url());
        try (Socket idle = new Socket()) {
            idle.setReceiveBufferSize(4096);
            idle.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            idle.getOutputStream()
                    .write(("GET /stream?user_id=" + user + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 1);
            String data = "{\"text\":\"" + "x".repeat(60_000) + "\"}";

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                create(user, "new_post", data);
                return openStreams() == 0;
            });
        }
    }

    @Test
    void aHeadOfAStreamEnds() {
        App.Answer head = app.send("HEAD", "/stream?user_id=" + user(), "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
    }

    private static double openStreams() {
        return app.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith("caravan_inbox_streams "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
