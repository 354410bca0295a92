package dev.caravan.notification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Whom to reach, by every address the caller knows. At least one is set.
 *
 * @param phoneNumber E.164, {@code +79991234567}
 * @param telegramId a chat's number, in digits
 * @param context laid over the notification's own when a template is rendered for this recipient
 */
public record Recipient(
        @Nullable String email,
        @Nullable String phoneNumber,
        @Nullable String telegramId,
        @Nullable String userId,
        @Nullable String clientId,
        @Nullable ObjectNode context) {}
