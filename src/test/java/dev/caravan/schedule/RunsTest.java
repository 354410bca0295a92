package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problems;
import dev.caravan.template.Templates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** The parts of a run to an audience. */
class RunsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So many people, in pages as large as they may be. */
    private record Crowd(int size) implements Audiences {

        @Override
        public void check(ObjectNode audience) {
            // all are welcome
        }

        @Override
        public Page page(ObjectNode audience, String from, int most) {
            int first = from == null ? 0 : Integer.parseInt(from);
            int last = Math.min(size, first + most);
            List<ObjectNode> people = IntStream.range(first, last)
                    .mapToObj(i -> JSON.createObjectNode().put("email", i + "@example.com"))
                    .toList();
            return new Page(people, last < size ? Integer.toString(last) : null);
        }
    }

    @Test
    void aLargeAudienceIsSentToInPartsWithAKeyForEach() throws Exception {
        Runs runs = runs(25_000);
        Run run = run();
        ObjectNode definition = (ObjectNode) JSON.readTree("{\"audience\":{\"tags\":[\"a\"]},\"recipients\":null}");
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        int[] sizes = new int[3];
        String[] keys = new String[3];

        for (int page = 0; page < 3; page++) {
            runs.next(definition, run, page, exchange.getVariable("from", String.class), exchange);
            sizes[page] = exchange.getMessage()
                    .getBody(ObjectNode.class)
                    .get("recipients")
                    .size();
            keys[page] = exchange.getVariable("idempotencyKey", String.class);
            assertThat(exchange.getVariable("more", Boolean.class)).isEqualTo(page < 2);
        }

        assertThat(sizes).containsExactly(10_000, 10_000, 5_000);
        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith("run-" + run.id()));
    }

    @Test
    void aRunKnowsNothingOfTheOneBeforeIt() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("notification", UUID.randomUUID());
        exchange.setVariable("from", "10000");

        assertThatThrownBy(() -> runs(0).open(run(), exchange)).hasMessage("The periodic task was deleted.");

        assertThat(exchange.getVariable("notification")).isNull();
        assertThat(exchange.getVariable("from")).isNull();
    }

    private static Runs runs(int audience) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("audiences", new Crowd(audience));
        return new Runs(
                mock(RunStore.class),
                mock(PeriodicTaskStore.class),
                mock(Tasks.class),
                mock(Templates.class),
                beans.getBeanProvider(Audiences.class),
                mock(Problems.class),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }

    private static Run run() {
        return new Run(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.EPOCH,
                false,
                null,
                null,
                null,
                null,
                null,
                Instant.EPOCH);
    }
}
