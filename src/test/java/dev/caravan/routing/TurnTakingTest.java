package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.caravan.journey.App;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TurnTakingTest {

    private final JdbcClient jdbc = App.shared().bean(JdbcClient.class);
    private final String name = UUID.randomUUID().toString();
    private final Consumer consumer = mock(Consumer.class);
    private final Endpoint endpoint = mock(Endpoint.class);

    private TurnTaking instance() {
        return new TurnTaking(name, Duration.ofMinutes(5), jdbc);
    }

    @Test
    void oneOfTwoHasTheTurnUntilItGivesItBack() {
        TurnTaking first = instance();
        TurnTaking second = instance();

        assertThat(first.begin(consumer, endpoint)).isTrue();
        assertThat(second.begin(consumer, endpoint)).isFalse();
        assertThat(first.begin(consumer, endpoint)).isTrue();
        second.close();
        assertThat(second.begin(consumer, endpoint)).isFalse();
        first.close();
        assertThat(second.begin(consumer, endpoint)).isTrue();
    }

    @Test
    void theTurnOfOneThatDiedEnds() {
        TurnTaking dead = instance();
        dead.begin(consumer, endpoint);
        jdbc.sql("update turns set until = now() - interval '1 second' where name = ?")
                .param(name)
                .update();

        assertThat(instance().begin(consumer, endpoint)).isTrue();
        assertThat(dead.begin(consumer, endpoint)).isFalse();
    }
}
