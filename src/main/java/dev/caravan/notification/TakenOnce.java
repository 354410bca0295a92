package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.notification.IdempotencyKeys.Claim;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A policy around steps that store something else than a notification. What they store, the request's idempotency key and the
 * answer, which is the body that they end with, are one transaction. A request that comes again with its key gets that answer
 * for 24 hours, and the steps do not run. The body must be the request, and the variables {@code idempotencyKey} and
 * {@code caller} must be set.
 *
 * <p>It holds for steps that work on this thread, through the application's data source, and hand their failure on: a route
 * with an error policy that handles it would have a half of it committed.
 */
@Component("takenOnce")
class TakenOnce implements Policy {

    private static final String KEY = "idempotencyKey";

    /** Of the connections to the store, so that a full queue leaves some to everybody else. */
    private static final int AT_A_TIME = 4;

    private final Semaphore turns = new Semaphore(AT_A_TIME, true);
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;

    TakenOnce(IdempotencyKeys keys, TransactionTemplate transaction) {
        this.keys = keys;
        this.transaction = transaction;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // nothing to prepare
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            JsonNode request = exchange.getMessage().getBody(JsonNode.class);
            Claim claim = keys.claim(
                    exchange.getVariable(KEY, String.class),
                    exchange.getVariable("caller", String.class),
                    request,
                    null);
            if (claim == null) {
                throw Problem.invalid("Idempotency-Key", "is required");
            }
            // A step that takes a notification in would wait for this transaction to let go of the same key.
            exchange.removeVariable(KEY);
            turns.acquire();
            try {
                transaction.executeWithoutResult(status -> run(exchange, claim, steps, status));
            } finally {
                turns.release();
            }
        };
    }

    private void run(Exchange exchange, Claim claim, Processor steps, TransactionStatus status) {
        if (!keys.take(claim)) {
            exchange.getMessage().setBody(keys.earlierAnswer(claim));
            return;
        }
        try {
            steps.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.isFailed()) {
            status.setRollbackOnly();
            return;
        }
        keys.answered(claim, exchange.getMessage().getBody(JsonNode.class));
    }
}
