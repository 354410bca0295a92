package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private static final Instant NOW = FakeTime.START;

    private final FakeTime clock = new FakeTime();

    @Test
    void a_fault_is_found_behind_what_camel_wrapped_around_it() {
        PermanentFault fault = new PermanentFault("no such chat");
        assertThat(of(new CamelExecutionException("wrapped", null, new RuntimeException(fault))))
                .isSameAs(fault);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 408, 425, 429, 500, 502, 503, 504})
    void these_statuses_are_temporary(int status) {
        assertThat(of(answer(status, Map.of()))).isInstanceOf(TemporaryFault.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 413, 422})
    void these_statuses_are_permanent(int status) {
        assertThat(of(answer(status, Map.of()))).isInstanceOf(PermanentFault.class);
    }

    @Test
    void a_429_with_a_moment_postpones_and_a_503_with_one_keeps_it() {
        Fault tooMany = of(answer(429, Map.of("retry-after", "7")));
        assertThat(tooMany).isInstanceOf(Postponed.class);
        assertThat(tooMany.retryAt()).isEqualTo(NOW.plusSeconds(7));
        Fault busy = of(answer(503, Map.of("Retry-After", "60")));
        assertThat(busy).isInstanceOf(TemporaryFault.class);
        assertThat(busy.retryAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void retry_after_is_seconds_or_a_date_and_never_further_than_a_day() {
        assertThat(Faults.retryAt("120", clock)).isEqualTo(NOW.plusSeconds(120));
        assertThat(Faults.retryAt("Sun, 01 Mar 2026 12:05:00 GMT", clock)).isEqualTo(NOW.plusSeconds(300));
        assertThat(Faults.retryAt("Sun, 01 Mar 2026 11:00:00 GMT", clock)).isEqualTo(NOW);
        assertThat(Faults.retryAt("999999999", clock)).isEqualTo(NOW.plusSeconds(86_400));
        assertThat(Faults.retryAt("soon", clock)).isNull();
        assertThat(Faults.retryAt("-5", clock)).isNull();
        assertThat(Faults.retryAt("99999999999999999999", clock)).isNull();
        assertThat(Faults.retryAt(null, clock)).isNull();
    }

    @Test
    void the_networks_faults_are_temporary_and_told_in_words() {
        assertThat(of(new UnknownHostException("smsc.ru"))).hasMessage("smsc: the host name is not known");
        assertThat(of(new ConnectException("refused"))).hasMessage("smsc: cannot connect");
        assertThat(of(new SocketTimeoutException("Read timed out"))).hasMessage("smsc: no answer in time");
        assertThat(of(new IOException("x", new ConnectException("refused")))).hasMessage("smsc: cannot connect");
        assertThat(of(new IOException("broken pipe"))).hasMessage("smsc: the connection broke");
    }

    @Test
    void what_is_not_known_is_temporary_and_does_not_repeat_what_it_said() {
        Fault fault = of(new IllegalStateException("token=secret"));
        assertThat(fault).isInstanceOf(TemporaryFault.class);
        assertThat(fault.getMessage()).doesNotContain("secret");
    }

    private Fault of(Throwable thrown) {
        return Faults.of(thrown, "smsc", clock);
    }

    private static HttpOperationFailedException answer(int status, Map<String, String> headers) {
        return new HttpOperationFailedException("http://x/?key=secret", status, "text", null, headers, "body");
    }
}
