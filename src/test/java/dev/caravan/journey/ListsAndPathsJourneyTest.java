package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The one rule of filters, and paths that lead nowhere. */
class ListsAndPathsJourneyTest {

    private final App app = App.shared();

    @ParameterizedTest
    @CsvSource({
        "/api/v1/clients?phone_number=123, phone_number",
        "/api/v1/clients?email=nobody, email",
        "/api/v1/clients?telegram_id=x, telegram_id",
        "/api/v1/clients?tag=a%7Cb, tag",
        "/api/v1/clients?operator=a%7Cb, operator",
        "/api/v1/clients?cursor=x, cursor",
        "/api/v1/mailings?status=bogus, status",
        "/api/v1/messages?status=bogus, status",
        "/api/v1/messages?mailing_id=x, mailing_id",
        "/api/v1/messages?client_id=x, client_id",
        "/api/v1/messages?cursor=1.x, cursor",
        "/api/v1/notifications?status=bogus, status",
        "/api/v1/notifications?queue=bogus, queue",
        "/api/v1/notifications?channel=pigeon, channel",
        "/api/v1/dead-letters?channel=pigeon, channel",
        "/api/v1/suppressions?channel=pigeon, channel",
        "/api/v1/suppressions?reason=bogus, reason"
    })
    void aFilterThatNothingCouldEverMeetIsRefused(String path, String field) {
        Problems.invalid(app.get(path), field);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/clients?phone_number=70000000000",
        "/api/v1/clients?email=nobody-at-all@example.org",
        "/api/v1/clients?telegram_id=-999000999000",
        "/api/v1/clients?tag=no%20such%20tag",
        "/api/v1/clients?operator=no%20such%20operator",
        "/api/v1/messages?mailing_id=999999999999",
        "/api/v1/messages?client_id=999999999999",
        "/api/v1/notifications?template_slug=no-such-template",
        "/api/v1/notifications?recipient=nobody-at-all@example.org",
        "/api/v1/suppressions?address=nobody-at-all@example.org"
    })
    void aFilterThatNothingHappensToMeetFindsNothing(String path) {
        App.Answer answer = app.get(path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("items")).isEmpty();
        assertThat(answer.json().get("next_cursor").isNull()).isTrue();
    }

    static Stream<String> oddPaths() {
        String digits = "9".repeat(5_000);
        return Stream.of(
                        "%00",
                        "%0A",
                        "%FF",
                        "%FF%FE/export",
                        "/",
                        "/export",
                        "1/2/3",
                        "1/export/x",
                        digits,
                        "-1",
                        "1e3",
                        "1%20",
                        "%D9%A1",
                        "..",
                        "1;a=b",
                        "%2e%2e",
                        "{id}",
                        "%F0%9F%98%80")
                .flatMap(odd -> Stream.of("clients", "mailings", "messages", "tags", "templates")
                        .map(kind -> "/api/v1/" + kind + "/" + odd));
    }

    @ParameterizedTest
    @MethodSource("oddPaths")
    void anOddPathLeadsToAProblemThatSaysWhatIsWrong(String path) throws Exception {
        String answer = raw("GET " + path.replace("{", "%7B").replace("}", "%7D") + " HTTP/1.1");

        assertThat(answer).containsPattern("^HTTP/1.1 40[04] ");
        assertThat(answer).contains("application/problem+json");
        assertThat(answer).hasSizeLessThan(2_000);
    }

    @Test
    void whatIsNoSlugIsNotRepeated() {
        App.Answer answer = app.get("/api/v1/templates/" + "a".repeat(3_000));

        assertThat(Problems.problem(answer, 404).get("detail").textValue())
                .isEqualTo("There is no template with this slug.");
    }

    @Test
    void anInternationalHostNameOfACallbackIsRefusedWithTheFormToWrite() {
        String body = """
                {"recipients": [{"email": "idn@example.com"}], "message": "x", "callback_url": "https://%s/hook"}""";

        App.Answer refused = app.post("/api/v1/notifications", body.formatted("bücher.example:8443"));
        App.Answer endpoint = app.post(
                "/api/v1/webhooks", "{\"url\": \"https://пример.испытание/\", \"events\": [\"notification.sent\"]}");

        assertThat(Problems.invalid(refused, "callback_url").toString()).contains("xn--bcher-kva.example");
        assertThat(Problems.invalid(endpoint, "url").toString()).contains("xn--e1afmkfd.xn--80akhbyknj4f");
        assertThat(app.post("/api/v1/notifications", body.formatted("xn--bcher-kva.example:8443"))
                        .status())
                .isEqualTo(202);
    }

    /** The answer to a request line as it stands, which no HTTP client would send. */
    private String raw(String requestLine) throws Exception {
        URI uri = URI.create(app.url());
        try (var socket = new java.net.Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
