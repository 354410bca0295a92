package dev.caravan.notification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, whatever dialect it was said in: checked, normalised, nothing left to interpret.
 *
 * @param queue one of {@link Queues#NAMES}
 * @param channels in the order in which to try them; null: the policy decides
 * @param templateVersionId the version to render, now and whatever becomes of the template
 * @param separate whether each recipient becomes a notification of its own (dialect C)
 */
record NotificationRequest(
        List<Recipient> recipients,
        @Nullable List<String> channels,
        @Nullable String policy,
        @Nullable String subject,
        @Nullable String message,
        @Nullable String templateSlug,
        @Nullable Long templateVersionId,
        @Nullable ObjectNode context,
        String queue,
        @Nullable Instant scheduledAt,
        @Nullable Instant expiresAt,
        @Nullable String callbackUrl,
        @Nullable ObjectNode metadata,
        boolean separate) {}
