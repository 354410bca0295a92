package dev.caravan.telegram;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Channels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramRouteTest {

    private static final String TOKEN = "123456:AAE-secret_token";
    private static final String PATH = "/bot" + TOKEN + "/sendMessage";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static WireMockServer telegram;
    private static Channels channels;
    private static Channels impatient;

    @BeforeAll
    static void start() {
        telegram = new WireMockServer(options().dynamicPort().containerThreads(60));
        telegram.start();
        channels = start("60s");
        impatient = start("1500ms");
    }

    private static Channels start(String deadline) {
        return Channels.start(
                Map.of(
                        "caravan.telegram.base-uri",
                        telegram.baseUrl(),
                        "caravan.telegram.bot-token",
                        TOKEN,
                        "caravan.http.connect-timeout",
                        "30s",
                        "caravan.http.deadline",
                        deadline),
                "telegram.camel.yaml");
    }

    @AfterAll
    static void stop() {
        channels.close();
        impatient.close();
        telegram.stop();
    }

    @BeforeEach
    void reset() {
        telegram.resetAll();
    }

    @Test
    void a_text_goes_out_as_plain_text_to_the_chat() {
        answer(ok(77));
        Exchange sent = send("123456789", "Привет <b>мир</b> *_[ 😀");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getVariable("providerMessageId")).isEqualTo("77");
        assertThat(sent.getVariable("provider")).isEqualTo("telegram");
        telegram.verify(
                1,
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withRequestBody(
                                equalToJson("{\"chat_id\":\"123456789\",\"text\":\"Привет <b>мир</b> *_[ 😀\"}")));
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request: chat not found",
        "401, Unauthorized",
        "403, Forbidden: bot was blocked by the user",
        "404, Not Found"
    })
    void what_telegram_will_never_take_is_permanent_with_its_words(int code, String description) {
        answer(error(code, code, description));
        assertThat(send("1", "Hello").getException())
                .isInstanceOf(PermanentFault.class)
                .hasMessage("Telegram " + code + ": " + description);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 418, 500, 502, 503})
    void other_errors_are_temporary(int code) {
        answer(error(code, code, "Conflict: something"));
        assertThat(send("1", "Hello").getException()).isInstanceOf(TemporaryFault.class);
    }

    @Test
    void an_error_in_a_200_is_an_error() {
        answer(error(200, 403, "Forbidden: user is deactivated"));
        assertThat(send("1", "Hello").getException()).isInstanceOf(PermanentFault.class);
        answer(error(200, 500, "Internal Server Error"));
        assertThat(send("1", "Hello").getException()).isInstanceOf(TemporaryFault.class);
    }

    @Test
    void a_group_that_became_a_supergroup_is_permanent() {
        answer(json(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to a"
                        + " supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1001234}}"));
        assertThat(send("-1234", "Hello").getException()).isInstanceOf(PermanentFault.class);
    }

    @Test
    void a_429_postpones_by_exactly_what_telegram_asks() {
        answer(json(
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 7\","
                        + "\"parameters\":{\"retry_after\":7}}"));
        Instant before = Instant.now();
        Throwable fault = postponedIn(send("1", "Hello"));
        assertThat(((Postponed) fault).retryAt())
                .isBetween(before.plusSeconds(7), Instant.now().plusSeconds(7));
    }

    @Test
    void a_429_that_names_the_moment_in_the_header_postpones_too() {
        answer(error(429, 429, "Too Many Requests").withHeader("Retry-After", "30"));
        Instant before = Instant.now();
        assertThat(((Postponed) postponedIn(send("1", "Hello"))).retryAt())
                .isBetween(before.plusSeconds(30), Instant.now().plusSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "<html>Bad Gateway</html>",
                "{\"ok\":true,\"result\":{\"mess",
                "[]",
                "null",
                "{}",
                "{\"ok\":\"yes\"}"
            })
    void an_unreadable_answer_is_temporary_whatever_its_status(String body) {
        for (int status : new int[] {200, 302, 400, 403, 502}) {
            answer(json(status, body).withHeader("Location", telegram.baseUrl() + "/elsewhere"));
            assertThat(send("1", "Hello").getException()).isInstanceOf(TemporaryFault.class);
        }
        telegram.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void a_server_that_does_not_answer_is_cut_at_the_deadline() {
        answer(ok(1).withFixedDelay(120_000));
        cutAtDeadline();
    }

    @Test
    void a_server_that_drips_its_answer_is_cut_at_the_deadline() {
        answer(ok(1).withChunkedDribbleDelay(100, 120_000));
        cutAtDeadline();
    }

    private void cutAtDeadline() {
        long start = System.nanoTime();
        Throwable fault = impatient.send("channel-telegram", "1", "Hello").getException();
        assertThat(fault).isInstanceOf(TemporaryFault.class).hasMessageContaining("no whole answer within 1500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void an_answer_without_end_is_temporary() {
        answer(json(200, "x".repeat(300_000)));
        assertThat(send("1", "Hello").getException()).isInstanceOf(TemporaryFault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    void a_broken_connection_is_temporary(String broken) {
        answer(aResponse().withFault(Fault.valueOf(broken)));
        assertThat(send("1", "Hello").getException()).isInstanceOf(TemporaryFault.class);
    }

    @Test
    void no_fault_repeats_the_token_or_the_chat() {
        for (ResponseDefinitionBuilder answer : new ResponseDefinitionBuilder[] {
            error(400, 400, "Bad Request: " + telegram.baseUrl() + PATH),
            error(500, 500, "token " + TOKEN),
            json(200, "garbage " + TOKEN),
            aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
            json(
                    429,
                    "{\"ok\":false,\"error_code\":429,\"description\":\"" + TOKEN
                            + "\",\"parameters\":{\"retry_after\":1}}")
        }) {
            answer(answer);
            StringWriter trace = new StringWriter();
            send("987654321", "Hello").getException().printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(TOKEN).doesNotContain("987654321");
        }
    }

    @Test
    void a_long_text_goes_out_in_parts_in_order() {
        answer(ok(1));
        String text = IntStream.range(0, 2000).mapToObj(i -> "line " + i + "\n").reduce("", String::concat);
        Exchange sent = send("1", text);
        assertThat(sent.getException()).isNull();
        assertThat(sent.getVariable("providerMessageId", String.class)).matches("1(,1)+");
        assertThat(String.join("", textsInOrder())).isEqualTo(text);
    }

    @Test
    void a_try_after_a_fault_goes_on_where_the_first_stopped() {
        String delivery = UUID.randomUUID().toString();
        String text = "a".repeat(4096) + "b".repeat(4096) + "c".repeat(10);
        inOrder(ok(11), ok(12), json(502, "<html>"), ok(13));

        Exchange first = channels.send("channel-telegram", "1", text, delivery);
        assertThat(first.getException()).isInstanceOf(TemporaryFault.class);
        Exchange second = channels.send("channel-telegram", "1", text, delivery);

        assertThat(second.getException()).isNull();
        assertThat(second.getVariable("providerMessageId")).isEqualTo("11,12,13");
        assertThat(textsInOrder()).containsExactly("a".repeat(4096), "b".repeat(4096), "c".repeat(10), "c".repeat(10));
    }

    @Test
    void another_text_for_the_same_delivery_starts_from_its_beginning() {
        String delivery = UUID.randomUUID().toString();
        inOrder(ok(11), json(502, ""), ok(12), ok(13));
        channels.send("channel-telegram", "1", "a".repeat(5000), delivery);
        Exchange second = channels.send("channel-telegram", "1", "b".repeat(5000), delivery);
        assertThat(second.getVariable("providerMessageId")).isEqualTo("12,13");
    }

    @Test
    void texts_sent_at_the_same_time_reach_their_own_chats() {
        answer(ok(1).withUniformRandomDelay(0, 20));
        IntStream.range(0, 300)
                .parallel()
                .forEach(i -> assertThat(send("chat-" + i, "text for " + i).getException())
                        .isNull());
        Map<String, String> got = new TreeMap<>();
        telegram.getAllServeEvents().forEach(event -> {
            JsonNode body = read(event.getRequest().getBodyAsString());
            got.put(body.path("chat_id").asText(), body.path("text").asText());
        });
        assertThat(got)
                .hasSize(300)
                .allSatisfy((chat, text) -> assertThat(text).isEqualTo(chat.replace("chat-", "text for ")));
    }

    @Test
    void headers_that_somebody_left_on_the_message_do_not_redirect_it() {
        answer(ok(1));
        channels.camel().createProducerTemplate().send("direct:channel-telegram", exchange -> {
            exchange.setVariable("recipient", "42");
            exchange.setVariable("deliveryId", UUID.randomUUID().toString());
            exchange.getMessage().setBody("Hello");
            exchange.getMessage().setHeader("CamelTelegramChatId", "666");
            exchange.getMessage().setHeader("CamelTelegramParseMode", "HTML");
        });
        telegram.verify(postRequestedFor(urlEqualTo(PATH))
                .withRequestBody(equalToJson("{\"chat_id\":\"42\",\"text\":\"Hello\"}")));
    }

    @Test
    void without_a_token_the_fault_says_so() {
        try (Channels none = Channels.start(Map.of(), "telegram.camel.yaml")) {
            assertThat(none.send("channel-telegram", "1", "Hello").getException())
                    .isInstanceOf(PermanentFault.class)
                    .hasMessageContaining("not configured");
        }
    }

    @Test
    void a_token_that_cannot_stand_in_a_url_is_told_without_repeating_it() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new BotApi(
                        java.net.http.HttpClient.newHttpClient(),
                        "http://x",
                        "bad token",
                        Duration.ofSeconds(1),
                        Clock.systemUTC()))
                .hasMessageNotContaining("bad token")
                .hasNoCause();
    }

    private static Exchange send(String chat, String text) {
        return channels.send("channel-telegram", chat, text);
    }

    private static Throwable postponedIn(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(Postponed.class);
        return exchange.getException();
    }

    private static java.util.List<String> textsInOrder() {
        return telegram.getAllServeEvents().stream()
                .sorted(java.util.Comparator.comparing(
                        event -> event.getRequest().getLoggedDate()))
                .map(event ->
                        read(event.getRequest().getBodyAsString()).path("text").asText())
                .toList();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        telegram.stubFor(post(urlEqualTo(PATH)).willReturn(answer));
    }

    private static void inOrder(ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            telegram.stubFor(post(urlEqualTo(PATH))
                    .inScenario("in order")
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "" + i)
                    .willSetStateTo("" + (i + 1))
                    .willReturn(answers[i]));
        }
    }

    private static ResponseDefinitionBuilder ok(int messageId) {
        return json(
                200,
                "{\"ok\":true,\"result\":{\"message_id\":" + messageId
                        + ",\"date\":1700000000,\"chat\":{\"id\":1,\"type\":\"private\"},\"text\":\"Hello\"}}");
    }

    private static ResponseDefinitionBuilder error(int status, int code, String description) {
        return json(status, "{\"ok\":false,\"error_code\":" + code + ",\"description\":\"" + description + "\"}");
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }
}
