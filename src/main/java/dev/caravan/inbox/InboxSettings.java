package dev.caravan.inbox;

import dev.caravan.notification.Addresses;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What bounds the inbox.
 *
 * @param limit how many records a user's inbox holds
 * @param email where mails go to whose user's address is not known; empty: nowhere
 * @param streams how many live streams one instance serves at a time
 * @param streamsPerUser how many of them may be one user's
 * @param heartbeat the longest silence of a stream; one that takes nothing for twice as long is ended
 */
@ConfigurationProperties("caravan.inbox")
record InboxSettings(
        @DefaultValue("1000") int limit,
        @DefaultValue("") String email,
        @DefaultValue("1500") int streams,
        @DefaultValue("20") int streamsPerUser,
        @DefaultValue("15s") Duration heartbeat) {

    InboxSettings {
        if (limit < 1 || limit > 100_000) {
            throw new IllegalArgumentException("CARAVAN_INBOX_LIMIT must be from 1 to 100000");
        }
        if (!email.isEmpty() && Addresses.email(email).isEmpty()) {
            throw new IllegalArgumentException("CARAVAN_INBOX_EMAIL must be one e-mail address");
        }
        if (streams < 0) {
            throw new IllegalArgumentException("CARAVAN_INBOX_STREAMS must be 0 or more");
        }
        if (streamsPerUser < 1) {
            throw new IllegalArgumentException("CARAVAN_INBOX_STREAMS_PER_USER must be at least 1");
        }
        if (heartbeat.toMillis() < 100) {
            throw new IllegalArgumentException("CARAVAN_INBOX_HEARTBEAT must be at least 100ms");
        }
    }
}
