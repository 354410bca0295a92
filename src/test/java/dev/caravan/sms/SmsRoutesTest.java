package dev.caravan.sms;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Channels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmsRoutesTest {

    private static final String DELIVERY = "0198f1c2-7a31-7c4e-9d0b-3f5a6b7c8d9e";
    private static final String PASSWORD = "p@ss&word=1";
    private static final String TOKEN = "eyJhbGciOi.JIUzI1NiJ9.secret";

    private static WireMockServer smsc;
    private static WireMockServer probe;
    private static Channels channels;
    private static Channels impatient;

    @BeforeAll
    static void start() {
        smsc = new WireMockServer(options().dynamicPort().containerThreads(20));
        probe = new WireMockServer(options().dynamicPort().containerThreads(20));
        smsc.start();
        probe.start();
        channels = start("60s", "60s");
        impatient = start("600ms", "2s");
    }

    private static Channels start(String responseTimeout, String deadline) {
        return Channels.start(
                Map.of(
                        "caravan.sms.providers",
                        "smsc,probe",
                        "caravan.sms.smsc.url",
                        smsc.baseUrl() + "/",
                        "caravan.sms.smsc.login",
                        "caravan-login",
                        "caravan.sms.smsc.password",
                        PASSWORD,
                        "caravan.sms.probe.url",
                        probe.baseUrl() + "/v1",
                        "caravan.sms.probe.token",
                        TOKEN,
                        "caravan.http.connect-timeout",
                        "30s",
                        "caravan.http.response-timeout",
                        responseTimeout,
                        "caravan.http.deadline",
                        deadline),
                "sms.camel.yaml",
                "sms-smsc.camel.yaml",
                "sms-probe.camel.yaml");
    }

    @AfterAll
    static void stop() {
        channels.close();
        impatient.close();
        smsc.stop();
        probe.stop();
    }

    @BeforeEach
    void reset() {
        smsc.resetAll();
        probe.resetAll();
    }

    @Test
    void smsc_gets_exactly_the_form_it_documents() {
        smscAnswers(json(200, "{\"id\": 4217, \"cnt\": 1}"));
        Exchange sent = channels.send("sms-smsc", "+79991234567", "Привет & до встречи = 100%", DELIVERY);

        assertThat(sent.getException()).isNull();
        assertThat(sent.getVariable("providerMessageId")).isEqualTo("4217");
        assertThat(sent.getVariable("provider")).isEqualTo("smsc");
        smsc.verify(postRequestedFor(urlEqualTo("/sys/send.php"))
                .withHeader("Content-Type", equalTo("application/x-www-form-urlencoded"))
                .withFormParam("login", equalTo("caravan-login"))
                .withFormParam("psw", equalTo(PASSWORD))
                .withFormParam("phones", equalTo("79991234567"))
                .withFormParam("mes", equalTo("Привет & до встречи = 100%"))
                .withFormParam("id", equalTo(DELIVERY))
                .withFormParam("fmt", equalTo("3"))
                .withFormParam("charset", equalTo("utf-8")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"id\":\"4217\",\"cnt\":1}", "{\"id\":4217,\"status\":\"OK\"}", "{\"id\":4217,\"error\":null}"
            })
    void smsc_success_may_be_written_in_several_ways(String answer) {
        smscAnswers(json(200, answer));
        assertThat(channels.send("sms-smsc", "+79991234567", "Hello").getVariable("providerMessageId"))
                .isEqualTo("4217");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8})
    void smsc_codes_about_the_message_or_the_account_are_permanent_although_http_says_200(int code) {
        smscAnswers(json(200, "{\"error\":\"invalid something\",\"error_code\":" + code + ",\"id\":1}"));
        Throwable fault = channels.send("sms-smsc", "+79991234567", "Hello").getException();
        assertThat(fault).isInstanceOf(PermanentFault.class).hasMessage("smsc error " + code + ": invalid something");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 9})
    void smsc_codes_about_the_moment_are_temporary(int code) {
        smscAnswers(json(200, "{\"error\":\"ip is blocked\",\"error_code\":\"" + code + "\"}"));
        assertThat(channels.send("sms-smsc", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "<html>502</html>",
                "{\"id\": 42",
                "[]",
                "null",
                "{}",
                "{\"id\":\"\"}",
                "{\"id\":{}}",
                "{\"cnt\":1}",
                "{\"error\":\"new\",\"error_code\":77}",
                "{\"error\":\"no code\"}",
                "{\"id\":1} trailing"
            })
    void what_smsc_says_unreadably_is_temporary(String body) {
        smscAnswers(json(200, body));
        assertThat(channels.send("sms-smsc", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 403, 404, 429, 500, 502, 503})
    void smsc_statuses_other_than_200_are_temporary(int status) {
        smscAnswers(json(status, "{\"id\": 1}").withHeader("Location", probe.baseUrl() + "/elsewhere"));
        assertThat(channels.send("sms-smsc", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
        assertThat(probe.getAllServeEvents()).as("redirects followed").isEmpty();
    }

    @Test
    void probe_gets_exactly_the_request_it_documents() {
        probeAnswers(json(200, "{\"code\":0,\"message\":\"OK\"}"));
        Exchange sent = channels.send("sms-probe", "+79991234567", "Привет \"мир\"", DELIVERY);

        assertThat(sent.getException()).isNull();
        String id = sent.getVariable("providerMessageId", String.class);
        assertThat(id).matches("[1-9]\\d*");
        assertThat(Long.parseLong(id)).isLessThan(1L << 53);
        probe.verify(postRequestedFor(urlEqualTo("/v1/send/" + id))
                .withHeader("Authorization", equalTo("Bearer " + TOKEN))
                .withHeader("Content-Type", equalTo("application/json"))
                .withRequestBody(
                        equalToJson("{\"id\":" + id + ",\"phone\":79991234567,\"text\":\"Привет \\\"мир\\\"\"}")));
    }

    @Test
    void probe_knows_a_delivery_by_the_same_number_at_every_try() {
        probeAnswers(json(500, ""));
        channels.send("sms-probe", "+79991234567", "Hello", DELIVERY);
        probeAnswers(json(200, "{\"code\":0,\"message\":\"OK\"}"));
        channels.send("sms-probe", "+79991234567", "Hello", DELIVERY);
        assertThat(probe.getAllServeEvents())
                .extracting(event -> event.getRequest().getUrl())
                .hasSize(2)
                .containsOnly("/v1/send/" + Probe.messageId(DELIVERY));
    }

    @Test
    void probe_400_is_permanent() {
        probeAnswers(json(400, "{\"code\":1,\"message\":\"bad phone\"}"));
        assertThat(channels.send("sms-probe", "+79991234567", "Hello").getException())
                .isInstanceOf(PermanentFault.class)
                .hasMessage("probe refused the message: bad phone");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 401, 403, 404, 429, 500, 503})
    void probe_statuses_other_than_200_and_400_are_temporary(int status) {
        probeAnswers(json(status, "{\"code\":0,\"message\":\"OK\"}").withHeader("Location", smsc.baseUrl()));
        assertThat(channels.send("sms-probe", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
        assertThat(smsc.getAllServeEvents()).as("redirects followed").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "{\"code\":0",
                "[0]",
                "{\"code\":1,\"message\":\"OK\"}",
                "{\"code\":0,\"message\":\"queue full\"}",
                "{\"code\":\"0\",\"message\":\"OK\"}",
                "{\"message\":\"OK\"}"
            })
    void what_probe_says_unreadably_is_temporary(String body) {
        probeAnswers(json(200, body));
        assertThat(channels.send("sms-probe", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
    }

    @Test
    void a_429_that_names_a_moment_postpones() {
        probeAnswers(json(429, "slow down").withHeader("Retry-After", "30"));
        Instant before = Instant.now();
        Throwable fault = channels.send("sms-probe", "+79991234567", "Hello").getException();
        assertThat(fault).isInstanceOf(Postponed.class);
        assertThat(((Postponed) fault).retryAt())
                .isBetween(before.plusSeconds(30), Instant.now().plusSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms-smsc", "sms-probe"})
    void a_server_that_does_not_answer_is_a_temporary_fault(String route) {
        answer(aResponse().withFixedDelay(120_000));
        assertThat(impatient.send(route, "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class)
                .hasMessageMatching(".*(no answer in time|no whole answer within 2000 ms)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms-smsc", "sms-probe"})
    void a_server_that_drips_its_answer_is_cut_at_the_deadline(String route) {
        // A byte every 100 ms: the read timeout of 600 ms does not see it, the deadline of 2 s does.
        answer(json(200, " ".repeat(1000)).withChunkedDribbleDelay(1000, 100_000));
        long start = System.nanoTime();
        Throwable fault = impatient.send(route, "+79991234567", "Hello").getException();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(fault)
                .isInstanceOf(TemporaryFault.class)
                .hasMessageMatching(".*(no answer in time|no whole answer within 2000 ms)");
        assertThat(took).isLessThan(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms-smsc", "sms-probe"})
    void an_answer_without_end_is_a_temporary_fault(String route) {
        answer(json(200, "x".repeat(300_000)));
        assertThat(channels.send(route, "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class)
                .hasMessageContaining("more than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECTION_RESET_BY_PEER",
                "EMPTY_RESPONSE",
                "MALFORMED_RESPONSE_CHUNK",
                "RANDOM_DATA_THEN_CLOSE"
            })
    void a_broken_connection_is_a_temporary_fault(String broken) {
        answer(aResponse().withFault(Fault.valueOf(broken)));
        assertThat(channels.send("sms-smsc", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
        assertThat(channels.send("sms-probe", "+79991234567", "Hello").getException())
                .isInstanceOf(TemporaryFault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms-smsc", "sms-probe"})
    void no_fault_and_nothing_left_on_the_exchange_repeats_a_secret(String route) {
        String echo = "{\"error\":\"psw " + PASSWORD + " of caravan-login " + TOKEN
                + " wrong\",\"error_code\":2,\"code\":7,\"message\":\"token " + TOKEN + " and " + PASSWORD + "\"}";
        for (int status : new int[] {200, 400, 403, 500}) {
            answer(json(status, echo));
            Exchange exchange = channels.send(route, "+79991234567", "Hello");
            StringWriter trace = new StringWriter();
            exchange.getException().printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString())
                    .doesNotContain(route.equals("sms-smsc") ? PASSWORD : TOKEN)
                    .doesNotContain("79991234567");
            assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
        }
    }

    @Test
    void headers_that_somebody_left_on_the_message_do_not_go_out_or_steer_the_call() {
        probeAnswers(json(200, "{\"code\":0,\"message\":\"OK\"}"));
        Exchange sent = channels.camel().createProducerTemplate().send("direct:sms-probe", exchange -> {
            exchange.setVariable("recipient", "+79991234567");
            exchange.setVariable("deliveryId", DELIVERY);
            exchange.getMessage().setBody("Hello");
            exchange.getMessage().setHeader("CamelHttpUri", smsc.baseUrl() + "/stolen");
            exchange.getMessage().setHeader("CAmelHttpQuery", "a=b");
            exchange.getMessage().setHeader("CamelHttpMethod", "DELETE");
            exchange.getMessage().setHeader("X-Internal", "secret");
            exchange.getMessage().setHeader("Cookie", "a=b");
        });
        assertThat(sent.getException()).isNull();
        assertThat(smsc.getAllServeEvents()).isEmpty();
        probe.verify(postRequestedFor(urlPathMatching("/v1/send/\\d+"))
                .withoutHeader("X-Internal")
                .withoutHeader("Cookie"));
    }

    @Test
    void headers_of_the_answer_do_not_come_in() {
        probeAnswers(json(200, "{\"code\":0,\"message\":\"OK\"}")
                .withHeader("CamelHttpUri", "http://evil")
                .withHeader("Set-Cookie", "a=b")
                .withHeader("Content-Type", "application/json; charset=nonsense"));
        Exchange sent = channels.send("sms-probe", "+79991234567", "Hello");
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeaders())
                .containsOnlyKeys("CamelHttpResponseCode", "CamelHttpResponseText", "Content-Type");
        assertThat(sent.getProperty(Exchange.CHARSET_NAME)).isEqualTo("UTF-8");
        channels.send("sms-probe", "+79991234567", "Hello");
        probe.verify(2, postRequestedFor(urlPathMatching("/v1/send/\\d+")).withoutHeader("Cookie"));
    }

    @Test
    void the_next_provider_takes_over_when_the_first_fails() {
        smscAnswers(json(503, ""));
        probeAnswers(json(200, "{\"code\":0,\"message\":\"OK\"}"));
        Exchange sent = channels.send("channel-sms", "+79991234567", "Hello", DELIVERY);
        assertThat(sent.getException()).isNull();
        assertThat(sent.getVariable("provider")).isEqualTo("probe");
        assertThat(sent.getVariable("providerMessageId")).isEqualTo(Long.toString(Probe.messageId(DELIVERY)));
        probe.verify(postRequestedFor(anyUrl()).withRequestBody(equalToJson("{\"text\":\"Hello\"}", true, true)));
    }

    @Test
    void the_next_provider_is_left_alone_when_the_first_took_the_message_or_postponed_it() {
        smscAnswers(json(200, "{\"id\":1}"));
        channels.send("channel-sms", "+79991234567", "Hello");
        smscAnswers(json(429, "").withHeader("Retry-After", "5"));
        Exchange postponed = channels.send("channel-sms", "+79991234567", "Hello");
        assertThat(postponed.getException()).isInstanceOf(Postponed.class);
        assertThat(probe.getAllServeEvents()).isEmpty();
    }

    @Test
    void when_both_fail_the_last_fault_is_told() {
        smscAnswers(json(503, ""));
        probeAnswers(json(400, "{\"code\":1,\"message\":\"bad phone\"}"));
        assertThat(channels.send("channel-sms", "+79991234567", "Hello").getException())
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("bad phone");
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static void smscAnswers(ResponseDefinitionBuilder answer) {
        smsc.stubFor(post(urlEqualTo("/sys/send.php")).willReturn(answer));
    }

    private static void probeAnswers(ResponseDefinitionBuilder answer) {
        probe.stubFor(post(urlPathMatching("/v1/send/\\d+")).willReturn(answer));
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        smsc.stubFor(any(anyUrl()).willReturn(answer));
        probe.stubFor(any(anyUrl()).willReturn(answer));
    }
}
