package dev.caravan.webhook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How status webhooks are sent.
 *
 * @param allow addresses, ranges and host names inside that webhooks may go to all the same
 * @param secret what signs webhooks to a {@code callback_url}; the first is the current one, all of them sign; one is
 *     made if there is none
 * @param schedule pauses between tries, the last one again and again
 * @param giveUpAfter after which a webhook is parked
 * @param disableAfter of failures without one success after which a subscription is switched off
 * @param overlap for which an old secret still signs
 * @param keepDays after which finished webhooks are removed
 * @param workers webhooks that are posted at the same time
 * @param perEndpoint of them to one endpoint
 */
@ConfigurationProperties("caravan.webhook")
record WebhookSettings(
        @DefaultValue List<String> allow,
        @DefaultValue List<String> secret,

        @DefaultValue({"5s", "5m", "30m", "2h", "5h", "10h"})
        List<Duration> schedule,

        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("5d") Duration disableAfter,
        @DefaultValue("24h") Duration overlap,
        @DefaultValue("30") int keepDays,
        @DefaultValue("64") int workers,
        @DefaultValue("32") int perEndpoint) {

    /** @throws IllegalStateException in one line that says what to set, if these cannot work */
    void check() {
        if (schedule.isEmpty() || schedule.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalStateException("CARAVAN_WEBHOOK_SCHEDULE must list pauses like 5s,5m,30m");
        }
        if (giveUpAfter.isNegative() || disableAfter.isNegative() || overlap.isNegative()) {
            throw new IllegalStateException("CARAVAN_WEBHOOK_GIVE_UP_AFTER, CARAVAN_WEBHOOK_DISABLE_AFTER and"
                    + " CARAVAN_WEBHOOK_OVERLAP must not be negative");
        }
        if (keepDays < 1) {
            throw new IllegalStateException("CARAVAN_WEBHOOK_KEEP_DAYS must be at least 1");
        }
        if (workers < 1 || perEndpoint < 1) {
            throw new IllegalStateException(
                    "CARAVAN_WEBHOOK_WORKERS and CARAVAN_WEBHOOK_PER_ENDPOINT must be at least 1");
        }
    }
}
