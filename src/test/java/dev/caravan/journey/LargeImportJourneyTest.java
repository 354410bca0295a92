package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** So many clients in a file that others would notice them. */
class LargeImportJourneyTest {

    private static App app;

    @BeforeAll
    static void start() {
        app = App.start(Map.of());
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void theFirstAudienceAfterwardsIsCountedInTheIndexAlone() {
        StringBuilder file = new StringBuilder("phone_number,tags\n");
        IntStream.range(0, 12_000).forEach(i -> file.append(79_300_000_000L + i).append(",large\n"));

        App.Answer taken = app.post("/api/v1/clients/import", file.toString(), "Content-Type", "text/csv");

        assertThat(taken.json().get("created").intValue()).as(taken.text()).isEqualTo(12_000);
        // Not all of them: a transaction that is open meanwhile may still have to see the last ones otherwise.
        assertThat(10 * pages("relallvisible"))
                .as("pages that need no look")
                .isPositive()
                .isGreaterThan(9 * pages("relpages"));
        assertThat(app.post("/api/v1/mailings/audience", "{\"tags\":[{\"name\":\"large\"}]}")
                        .text())
                .contains("12000");
    }

    private static int pages(String column) {
        return app.bean(JdbcClient.class)
                .sql("select " + column + " from pg_class where relname = 'clients'")
                .query(Integer.class)
                .single();
    }
}
