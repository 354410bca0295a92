package dev.caravan.webhook;

import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Switches subscriptions off. What waits for one is parked, and can be replayed when it is on again. */
@Component
class Switch {

    private static final Logger LOG = LoggerFactory.getLogger(Switch.class);
    private static final String OFF = """
            update webhooks set enabled = false, disabled_reason = ?, updated_at = now() where id = ? and enabled
            """;
    private static final String PARK = """
            update webhook_deliveries set status = 'parked', due_at = null, finished_at = now(), token = token + 1
            where target = ? and due_at is not null and not leased
            """;

    private final JdbcClient jdbc;

    Switch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Switches a subscription off that its endpoint, or its endpoint's silence, asked to. */
    void off(UUID webhook, String reason) {
        if (jdbc.sql(OFF).params(reason, webhook).update() > 0) {
            LOG.warn("A webhook subscription is switched off, {}: subscription={}", reason, webhook);
            park(webhook);
        }
    }

    /** Parks what waits for a subscription. What is under way ends by itself. */
    void park(UUID webhook) {
        jdbc.sql(PARK).param(webhook.toString()).update();
    }
}
