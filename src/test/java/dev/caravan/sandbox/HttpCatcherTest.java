package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCatcherTest {

    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private final CaughtMessages caught = new CaughtMessages(1_000, () -> NOON);
    private final Faults faults = new Faults(() -> NOON);
    private final HttpCatcher catcher = new HttpCatcher(InetAddress.getLoopbackAddress(), caught, faults);
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        catcher.serve("/bot", new TelegramCatcher("0:sandbox", () -> NOON));
        catcher.serve("/sys/send.php", new SmscCatcher("login", "secret"));
        catcher.serve("/send/", new ProbeCatcher("token"));
        catcher.start();
    }

    @AfterEach
    void stop() {
        catcher.stop();
    }

    @Test
    void telegramTakesJsonAndAnswersLikeTheBotApi() throws Exception {
        HttpResponse<String> answer = telegram("123456789", "Привет, Анна 👋");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = Call.JSON.readTree(answer.body());
        assertThat(body.get("ok").asBoolean()).isTrue();
        assertThat(body.at("/result/message_id").asLong()).isEqualTo(1);
        assertThat(body.at("/result/chat/id").asLong()).isEqualTo(123456789);
        assertThat(body.at("/result/date").asLong()).isEqualTo(NOON.getEpochSecond());
        assertThat(body.at("/result/text").asText()).isEqualTo("Привет, Анна 👋");
        Caught message = only();
        assertThat(message.channel()).isEqualTo("telegram");
        assertThat(message.to()).isEqualTo("123456789");
        assertThat(message.source().letter().text()).isEqualTo("Привет, Анна 👋");
        assertThat(message.source().letter().messageId()).isEqualTo("1");
    }

    @Test
    void telegramTakesAForm() throws Exception {
        HttpResponse<String> answer =
                form("/bot0:sandbox/sendMessage", Map.of("chat_id", "42", "text", "Ёлка & 🎄", "parse_mode", "HTML"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(only().source().letter().text()).isEqualTo("Ёлка & 🎄");
        assertThat(only().source().letter().headers()).containsExactly(Map.entry("parse_mode", "HTML"));
    }

    @Test
    void telegramKnowsNoOtherMethodAndNoOtherToken() throws Exception {
        HttpResponse<String> method = json("/bot0:sandbox/sendPhoto", "{}");
        HttpResponse<String> token = json("/bot1:other/sendMessage", "{\"chat_id\":1,\"text\":\"x\"}");

        assertThat(method.statusCode()).isEqualTo(404);
        assertThat(method.body()).isEqualTo("{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}");
        assertThat(token.statusCode()).isEqualTo(401);
        assertThat(caught.size()).isZero();
    }

    @Test
    void telegramRefusesWhatTheBotApiRefuses() throws Exception {
        assertThat(json("/bot0:sandbox/sendMessage", "{\"text\":\"x\"}").body()).contains("chat_id is empty");
        assertThat(telegram("1", "  ").body()).contains("message text is empty");
        assertThat(telegram("1", "x".repeat(4_097)).body()).contains("message is too long");
        assertThat(json("/bot0:sandbox/sendMessage", "{\"text").statusCode()).isEqualTo(400);
        assertThat(caught.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "990000400, 400, chat not found",
        "990000403, 403, blocked by the user",
        "990000500, 500, Internal Server Error",
        "990000502, 502, <html>",
    })
    void telegramRefusesAChatThatAsksForIt(String chat, int status, String reason) throws Exception {
        HttpResponse<String> answer = telegram(chat, "x");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(reason);
        assertThat(caught.size()).isZero();
    }

    @Test
    void telegramLimitsTheFirstCallOfAText() throws Exception {
        HttpResponse<String> first = telegram("990000429", "one");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(Call.JSON
                        .readTree(first.body())
                        .at("/parameters/retry_after")
                        .asInt())
                .isEqualTo(2);
        assertThat(telegram("990000429", "one").statusCode()).isEqualTo(200);
        assertThat(telegram("990000429", "two").statusCode()).isEqualTo(429);
    }

    @Test
    void smscTakesAFormAndCountsSegments() throws Exception {
        HttpResponse<String> answer = smsc("+79161234567", "Код: 1234 🔑 " + "я".repeat(60));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"id\":1,\"cnt\":2}");
        Caught message = only();
        assertThat(message.channel()).isEqualTo("sms");
        assertThat(message.provider()).isEqualTo("smsc");
        assertThat(message.to()).isEqualTo("+79161234567");
        assertThat(message.source().letter().text()).startsWith("Код: 1234 🔑 яя");
        assertThat(message.source().letter().headers()).doesNotContainValue("secret");
    }

    @Test
    void smscReadsAFormThatDoesNotSayUtf8AsTheRealOneDoes() throws Exception {
        form(
                "/sys/send.php",
                Map.of("login", "login", "psw", "secret", "phones", "79161234567", "mes", "Я", "fmt", "3"));

        assertThat(only().source().letter().text()).isNotEqualTo("Я");
    }

    @Test
    void smscSaysOkToAWrongPasswordWithAnErrorInside() throws Exception {
        Map<String, String> wrong =
                Map.of("login", "login", "psw", "no", "phones", "79161234567", "mes", "x", "fmt", "3");
        HttpResponse<String> answer = form("/sys/send.php", wrong);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"error\":\"authorise error\",\"error_code\":2}");
    }

    @ParameterizedTest
    @CsvSource({
        "+79005550001, 200, '\"error_code\":4'",
        "+79005550002, 200, '\"error_code\":7'",
        "+79005550003, 200, '\"error_code\":4'",
        "89005550004, 200, '\"error_code\":7'",
        "79005550005, 200, '<html>'",
    })
    void smscFailsForANumberThatAsksForIt(String phone, int status, String reason) throws Exception {
        HttpResponse<String> answer = smsc(phone, "x");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(reason);
        assertThat(caught.size()).isZero();
    }

    @Test
    void probeTakesWhatSmscDoesNot() throws Exception {
        for (int number = 3; number <= 6; number++) {
            HttpResponse<String> answer = probe("7900555000" + number, "Привет 📱");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"code\":0,\"message\":\"OK\"}");
        }
        assertThat(caught.newest("sms", "", 10))
                .hasSize(4)
                .allMatch(each -> each.provider().equals("probe"));
        assertThat(caught.newest("", "", 1).get(0).source().letter().messageId())
                .isEqualTo("77");
        assertThat(probe("79005550001", "x").statusCode()).isEqualTo(500);
        assertThat(probe("79005550002", "x").statusCode()).isEqualTo(400);
    }

    @Test
    void probeAsksForItsTokenAndAWellFormedMessage() throws Exception {
        HttpRequest stranger = request("/send/1", "application/json", "{\"id\":1,\"phone\":79161234567,\"text\":\"x\"}")
                .build();
        assertThat(client.send(stranger, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(probe("seven", "x").statusCode()).isEqualTo(400);
        assertThat(caught.size()).isZero();
    }

    @Test
    void manySilentAnswersHoldNobodyElseUp() throws Exception {
        faults.set("smsc", Behaviour.SLOW, 60);
        CompletableFuture<?> slow = sendAsync(smscRequest("79161234567", "slow"));
        await().until(() -> caught.size() == 1);
        var silent = IntStream.range(0, 40)
                .mapToObj(i -> sendAsync(smscRequest("79005550006", "x" + i)))
                .toList();

        assertThat(telegram("1", "x").statusCode()).isEqualTo(200);
        assertThat(probe("79005550006", "x").statusCode()).isEqualTo(200);
        assertThat(slow).isNotDone();
        assertThat(silent).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void neverAnswersANumberThatAsksForSilence() {
        HttpRequest request =
                smscRequest("79005550006", "x").timeout(Duration.ofMillis(300)).build();

        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(caught.size()).isZero();
    }

    @Test
    void aSwitchFailsEverybodyUntilItIsEnded() throws Exception {
        faults.set("smsc", Behaviour.UNAVAILABLE, 300);
        assertThat(smsc("79161234567", "x").statusCode()).isEqualTo(503);
        assertThat(probe("79161234567", "x").statusCode()).isEqualTo(200);

        faults.set("smsc", Behaviour.DROP, 300);
        assertThatThrownBy(() -> smsc("79161234567", "x")).isInstanceOf(IOException.class);

        faults.set("smsc", Behaviour.ACCEPT, 300);
        assertThat(smsc("79161234567", "x").body()).contains("\"id\"");
    }

    @Test
    void refusesABodyOverItsLimit() throws Exception {
        assertThat(telegram("1", "x".repeat(1 << 20)).statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> telegram(String chat, String text) throws Exception {
        return json(
                "/bot0:sandbox/sendMessage",
                Call.JSON
                        .createObjectNode()
                        .put("chat_id", chat)
                        .put("text", text)
                        .toString());
    }

    private HttpResponse<String> smsc(String phone, String text) throws Exception {
        return client.send(smscRequest(phone, text).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder smscRequest(String phone, String text) {
        return formRequest(
                "/sys/send.php",
                Map.of(
                        "login", "login", "psw", "secret", "phones", phone, "mes", text, "fmt", "3", "charset",
                        "utf-8"));
    }

    private HttpResponse<String> probe(String phone, String text) throws Exception {
        String body = Call.JSON
                .createObjectNode()
                .put("id", 77)
                .put("phone", phone)
                .put("text", text)
                .toString();
        HttpRequest request = request("/send/77", "application/json", body)
                .header("Authorization", "Bearer token")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> json(String path, String body) throws Exception {
        return client.send(request(path, "application/json", body).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> form(String path, Map<String, String> fields) throws Exception {
        return client.send(formRequest(path, fields).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder formRequest(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return request(path, "application/x-www-form-urlencoded", body);
    }

    private HttpRequest.Builder request(String path, String type, String body) {
        return HttpRequest.newBuilder(URI.create(catcher.url() + path))
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private Caught only() {
        assertThat(caught.size()).isEqualTo(1);
        return caught.newest("", "", 1).get(0);
    }
}
