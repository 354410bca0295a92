package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.traffic.TrafficCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the overview shows, counted while notifications go through. */
class TrafficJourneyTest {

    private static App app;

    @BeforeAll
    static void start() {
        app = App.start(Map.of("caravan.retry.backoff", "300ms"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void whatWentThroughIsCountedByTimeChannelAndCause() {
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(n -> app.notify(mailTo("counted-" + n + "@example.com")))
                .toList();
        ids.forEach(id -> app.await(id, "sent"));
        app.await(app.notify(mailTo("fail+permanent@counted.example")), "failed");

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode hour = traffic("hour");
            assertThat(sum(hour, "accepted")).isEqualTo(6);
            assertThat(sum(hour, "sent")).isEqualTo(5);
            assertThat(sum(hour, "failed")).isEqualTo(1);
        });
        JsonNode channel = traffic("day").get("channels").get(0);
        assertThat(channel.get("channel").asText()).isEqualTo("email");
        assertThat(channel.get("sent").asInt()).isEqualTo(5);
        JsonNode cause = traffic("week").get("failures").get(0);
        assertThat(cause.get("cause").asText()).contains("550").doesNotContain("counted.example");
        assertThat(cause.get("count").asInt()).isEqualTo(1);

        age(Duration.ofMinutes(20));
        app.bean(TrafficCount.class).thin();
        assertThat(sum(traffic("hour"), "sent")).isEqualTo(5);
        assertThat(sum(traffic("live"), "sent")).isZero();
        age(Duration.ofDays(2));
        app.bean(TrafficCount.class).thin();
        assertThat(sum(traffic("week"), "sent")).isEqualTo(5);
        age(Duration.ofDays(9));
        app.bean(TrafficCount.class).thin();
        assertThat(app.bean(JdbcClient.class)
                        .sql("select count(*) from traffic where at < now() - interval '8 days'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void anUnknownRangeIsRefused() {
        assertThat(app.get("/api/v1/traffic?range=century").status()).isEqualTo(400);
    }

    private static void age(Duration by) {
        app.bean(JdbcClient.class)
                .sql("update traffic set at = at - cast(? as interval)")
                .param(by.toSeconds() + " seconds")
                .update();
    }

    private static String mailTo(String to) {
        return "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}";
    }

    private static JsonNode traffic(String range) {
        return app.get("/api/v1/traffic?range=" + range).json();
    }

    private static int sum(JsonNode traffic, String kind) {
        return StreamSupport.stream(traffic.get("counts").get(kind).spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .sum();
    }
}
