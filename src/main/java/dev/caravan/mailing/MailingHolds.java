package dev.caravan.mailing;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.delivery.HeldMailings;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Remembers for a moment which mailings go on, for it is asked before each message of theirs. */
@Component
class MailingHolds implements HeldMailings {

    private static final Duration MOMENT = Duration.ofMillis(500);

    private final LoadingCache<Long, Boolean> held;

    MailingHolds(JdbcClient jdbc) {
        this.held = Caffeine.newBuilder()
                .maximumSize(1_000)
                .expireAfterWrite(MOMENT)
                .build(id -> !jdbc.sql("select status from mailings where id = ?")
                        .param(id)
                        .query(String.class)
                        .optional()
                        .orElse("deleted")
                        .equals("running"));
    }

    @Override
    public boolean holds(long mailingId) {
        return held.get(mailingId);
    }
}
