package dev.caravan.mailing;

import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a mailing, checked.
 *
 * @param tagsLogic {@code and}: clients with all of the tags; {@code or}: with at least one
 * @param tags ids of the tags; none: they do not matter
 * @param operators ids of the operators; none: they do not matter
 * @param windowFrom when a client may first get it, on its own clock; null: at any time, as is the end of the window then
 */
record MailingDraft(
        @Nullable String title,
        Instant start,
        Instant end,
        @Nullable String text,
        @Nullable String subject,
        @Nullable String templateSlug,
        String tagsLogic,
        List<Long> tags,
        List<Long> operators,
        List<String> channels,
        @Nullable LocalTime windowFrom,
        @Nullable LocalTime windowTo,
        String queue) {}
