package dev.caravan.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.notification.RightOfWay;
import dev.caravan.notification.Wakeups;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** A lease that nobody gives back is renewed for ever, and its delivery is sent by nobody. */
class DeliveriesTest {

    private final ParcelReader parcels = mock(ParcelReader.class);
    private final Leases leases = mock(Leases.class);
    private final Verdict verdict = mock(Verdict.class);
    private final OutcomeWriter outcomes = mock(OutcomeWriter.class);
    private final Wakeups wakeups = mock(Wakeups.class);
    private final RightOfWay rightOfWay = mock(RightOfWay.class);
    private final Deliveries deliveries =
            new Deliveries(parcels, leases, mock(Attempts.class), verdict, outcomes, wakeups, rightOfWay);
    private final Delivery delivery = new DeliveryBuilder().build();

    private Exchange exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("delivery", delivery);
        return exchange;
    }

    @Test
    void the_lease_ends_with_the_outcome_and_not_before() {
        CompletableFuture<Object> written = new CompletableFuture<>();
        doReturn(written).when(outcomes).write(any());

        CompletionStage<Void> settled = deliveries.settle(exchange());

        assertThat(settled).isNotDone();
        verify(leases, never()).release(delivery);
        written.complete(true);
        assertThat(settled).isCompleted();
        verify(leases).release(delivery);
    }

    @Test
    void the_lease_ends_too_if_there_is_no_verdict() {
        when(verdict.of(delivery)).thenThrow(new IllegalStateException("bug"));

        assertThat(deliveries.settle(exchange()))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("bug");

        verify(leases).release(delivery);
    }

    @Test
    void the_lease_ends_too_if_the_outcome_cannot_be_stored() {
        doReturn(CompletableFuture.failedFuture(new IllegalStateException("refused")))
                .when(outcomes)
                .write(any());

        assertThat(deliveries.settle(exchange()))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("refused");

        verify(leases).release(delivery);
    }

    @Test
    void what_is_begun_is_held() {
        when(leases.lease()).thenReturn(Duration.ofSeconds(30));
        when(parcels.begin("[]", Duration.ofSeconds(30))).thenReturn(List.of(delivery));

        assertThat(deliveries.begin("[]", exchange())).containsExactly(delivery);

        verify(leases).hold(List.of(delivery));
        verify(wakeups).wake("default");
    }

    @Test
    void a_parcel_that_goes_back_to_the_broker_is_not_held() {
        when(leases.lease()).thenReturn(Duration.ofSeconds(30));
        when(parcels.begin("[]", Duration.ofSeconds(30))).thenReturn(List.of(delivery));
        doThrow(new IllegalStateException("stopping")).when(wakeups).wake("default");

        assertThatThrownBy(() -> deliveries.begin("[]", exchange())).hasMessage("stopping");

        verify(leases, never()).hold(any());
    }
}
