package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Provider;
import dev.caravan.provider.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** What explains follows what changes: the routes, the gates of providers, the state of a delivery. It changes nothing itself. */
class ExplainChangesJourneyTest {

    private static final String BOTH =
            "{\"recipients\":[{\"email\":\"a@example.com\",\"phone_number\":\"+79991234567\"}],\"message\":\"x\"}";
    private static final String SMS =
            "{\"recipients\":[{\"phone_number\":\"+79991234567\"}],\"channels\":[\"sms\"],\"message\":\"x\"}";
    private static final String TELEGRAM =
            "{\"recipients\":[{\"telegram_id\":\"5\"}],\"channels\":[\"telegram\"],\"message\":\"x\"}";

    @TempDir
    static Path folder;

    private static App app;

    @BeforeAll
    static void start() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        app = App.start(Map.of("caravan.routes", folder.toString(), "caravan.retry.backoff", "1h"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static JsonNode explain(String body) {
        return app.post("/api/v1/explain", body).json();
    }

    @Test
    void anEditOfAPolicyChangesWhatIsExplained() throws IOException {
        String smsAndTelegram =
                "{\"recipients\":[{\"phone_number\":\"+79991234567\",\"telegram_id\":\"5\"}],\"message\":\"x\"}";
        assertThat(channels(smsAndTelegram)).containsExactly("email", "sms", "telegram");
        Path policy = folder.resolve("3-deliver/policy-default.camel.yaml");
        String shipped = Files.readString(policy);
        String telegram = "              - to: {uri: direct:channel-telegram}\n";

        Files.writeString(
                policy,
                shipped.replace(telegram, "")
                        .replace(
                                "              - to: {uri: direct:channel-sms}\n",
                                telegram + "              - to: {uri: direct:channel-sms}\n"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(channels(smsAndTelegram)).containsExactly("email", "telegram", "sms"));
        assertThat(explain(smsAndTelegram).at("/recipients/0/channel").asText()).isEqualTo("telegram");
        Files.writeString(policy, shipped);
    }

    private static List<String> channels(String body) {
        return explain(body).at("/recipients/0/channels").findValuesAsText("channel");
    }

    @Test
    void anOpenBreakerSendsTheNextProvider() {
        Provider smsc = app.bean(Providers.class).of("smsc");
        for (int i = 0; i < 10; i++) {
            smsc.admit(null);
            smsc.failed(new TemporaryFault("no answer"), Duration.ZERO);
        }
        long calls = smsc.state().calls();

        JsonNode told = explain(SMS);

        assertThat(told.at("/recipients/0/provider").asText()).isEqualTo("probe");
        JsonNode first = told.at("/recipients/0/providers/0");
        assertThat(first.get("name").asText()).isEqualTo("smsc");
        assertThat(first.get("verdict").asText()).isEqualTo("skipped");
        assertThat(first.get("why").asText()).isEqualTo("smsc is left alone after repeated faults");
        assertThat(first.get("breaker").asText()).isEqualTo("open");
        assertThat(first.get("opens_at").isNull()).isFalse();
        assertThat(smsc.state().calls()).isEqualTo(calls);
        assertThat(smsc.state().breaker()).isEqualTo("open");
    }

    @Test
    void aPauseThatAProviderAskedForIsWaitedFor() {
        Instant until = Instant.now().plusSeconds(3_600);
        app.bean(Providers.class).of("telegram").pauseUntil(until);

        JsonNode told = explain(TELEGRAM).at("/recipients/0");

        assertThat(told.at("/outcome").asText()).isEqualTo("sent");
        assertThat(Instant.parse(told.at("/goes_at/at").asText()))
                .isBetween(until.minusMillis(10), until.plusSeconds(10));
        assertThat(told.at("/goes_at/why").asText()).contains("telegram asked for a pause");
        assertThat(told.at("/providers/0/paused_until").isNull()).isFalse();
    }

    @Test
    void whatFailedForNowIsExplainedFromWhereItStands() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"fail+temporary@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        app.await(
                id,
                view -> view.at("/deliveries/0/attempts").asInt() == 1
                        && view.at("/status").asText().equals("queued"));

        JsonNode told =
                app.get("/api/v1/notifications/" + id + "/explain").json().at("/recipients/0");

        assertThat(told.at("/status").asText()).isEqualTo("queued");
        assertThat(told.at("/goes_at/why").asText()).isEqualTo("it is tried again then");
        assertThat(Instant.parse(told.at("/goes_at/at").asText()))
                .isAfter(Instant.now().plusSeconds(3_000));
        assertThat(told.at("/history").findValuesAsText("outcome")).containsExactly("failed");
    }

    @Test
    void noRowIsWritten() {
        explain(BOTH);
        Map<String, Long> before = rows();

        for (String body : List.of(
                BOTH,
                SMS,
                "{\"recipient_list\":[\"a@example.com\"],\"content\":\"x\"}",
                "{\"user_id\":\"638f394d4b7243fe0399fd67\",\"key\":\"new_login\"}",
                "{\"start_datetime\":\"2030-01-01T09:00:00Z\",\"end_datetime\":\"2030-01-02T09:00:00Z\",\"text\":\"x\"}")) {
            assertThat(app.post("/api/v1/explain", body).status()).isEqualTo(200);
        }

        assertThat(rows()).isEqualTo(before);
    }

    private static Map<String, Long> rows() {
        JdbcClient jdbc = app.bean(JdbcClient.class);
        Map<String, Long> rows = new TreeMap<>();
        for (String table : List.of(
                "notifications",
                "deliveries",
                "delivery_history",
                "idempotency_keys",
                "inbox_records",
                "inbox_mails",
                "mailings",
                "suppressions",
                "templates",
                "webhook_deliveries")) {
            rows.put(
                    table,
                    jdbc.sql("select count(*) from " + table).query(Long.class).single());
        }
        return rows;
    }
}
