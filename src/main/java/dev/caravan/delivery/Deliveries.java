package dev.caravan.delivery;

import dev.caravan.notification.RightOfWay;
import dev.caravan.notification.Wakeups;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The steps of a delivery that are not the routes' own: leases, the next listed channel, the outcome. */
@Component("deliveries")
public class Deliveries extends DeliverySteps {

    private final ParcelReader parcels;
    private final Leases leases;
    private final Verdict verdict;
    private final OutcomeWriter outcomes;
    private final Wakeups wakeups;
    private final RightOfWay rightOfWay;

    Deliveries(
            ParcelReader parcels,
            Leases leases,
            Attempts attempts,
            Verdict verdict,
            OutcomeWriter outcomes,
            Wakeups wakeups,
            RightOfWay rightOfWay) {
        super(attempts);
        this.parcels = parcels;
        this.leases = leases;
        this.verdict = verdict;
        this.outcomes = outcomes;
        this.wakeups = wakeups;
        this.rightOfWay = rightOfWay;
    }

    /** Takes the deliveries of a parcel into work, until the parcel is done: those whose lease the parcel still holds. */
    public List<Delivery> begin(@Body @Nullable String parcel, Exchange exchange) {
        List<Delivery> begun = parcels.begin(parcel, leases.lease());
        if (!begun.isEmpty()) {
            // The broker holds fewer now: there may be room for more of the backlog.
            wakeups.wake(begun.get(0).queue());
            if (urgent(begun.get(0))) {
                rightOfWay.claim();
            }
        }
        leases.hold(begun);
        // Those that a fault of the routes kept from being settled are left to their leases, and come again.
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                begun.forEach(leases::release);
            }
        });
        return begun;
    }

    /**
     * Decides what becomes of the delivery, for now or for good. The step ends when that is durable, and the worker takes
     * the next delivery meanwhile.
     */
    public CompletionStage<Void> settle(Exchange exchange) {
        if (urgent(Attempts.delivery(exchange))) {
            rightOfWay.release();
        }
        return CompletableFuture.completedFuture(Attempts.delivery(exchange))
                .thenApply(verdict::of)
                .thenCompose(outcomes::write)
                .whenComplete((settled, e) -> leases.release(Attempts.delivery(exchange)))
                .thenAccept(settled -> {});
    }
}
