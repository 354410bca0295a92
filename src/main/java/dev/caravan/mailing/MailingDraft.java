package dev.caravan.mailing;

import dev.caravan.client.Audience;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a mailing, checked.
 *
 * @param windowFrom when a client may first get it, on its own clock; null: at any time, as is the end of the window then
 */
record MailingDraft(
        @Nullable String title,
        Instant start,
        Instant end,
        @Nullable String text,
        @Nullable String subject,
        @Nullable String templateSlug,
        Audience audience,
        List<String> channels,
        @Nullable LocalTime windowFrom,
        @Nullable LocalTime windowTo,
        String queue) {}
