package dev.caravan.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook whose turn it is, claimed for one try.
 *
 * @param id the same for each try
 * @param token of the claim: an outcome with an older one is not taken
 * @param webhookId the subscription; null for a {@code callback_url}
 * @param target whose turn it is
 * @param url where it goes; null if the subscription is gone or switched off
 * @param tries so far, since it was made or replayed
 * @param since when that was
 * @param givenUp whether its subscription has been failing for so long that the next failure is the last
 * @param secrets what signs, the newest first; none for a {@code callback_url}
 */
record Due(
        UUID id,
        int token,
        @Nullable UUID webhookId,
        String target,
        String type,
        String payload,
        int tries,
        Instant since,
        @Nullable String url,
        boolean givenUp,
        List<String> secrets) {}
