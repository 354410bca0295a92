package dev.caravan.routing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How edits of the routes go live.
 *
 * @param lookEvery how often the folder is looked at; zero: never
 * @param watch for how long an edit is watched that went live
 * @param failures an edit is taken back if one of its routes fails this often while it is watched
 * @param share and by this share of its runs more than before the edit; 0 to 1
 * @param readOnly whether the folder is the only way to edit them
 */
@ConfigurationProperties("caravan.publishing")
record PublishingSettings(Duration lookEvery, Duration watch, int failures, double share, boolean readOnly) {

    PublishingSettings {
        if (lookEvery.isNegative() || !lookEvery.isZero() && lookEvery.toMillis() < 50) {
            throw new IllegalArgumentException("CARAVAN_ROUTES_LOOK_EVERY must be 0s, or at least 50ms");
        }
        if (watch.isNegative() || watch.toMinutes() > 60) {
            throw new IllegalArgumentException("CARAVAN_ROUTES_WATCH must be from 0s to 60m");
        }
        if (failures < 1) {
            throw new IllegalArgumentException("CARAVAN_ROUTES_FAILURES must be at least 1");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("CARAVAN_ROUTES_FAILURE_SHARE must be from 0 to 1");
        }
    }
}
