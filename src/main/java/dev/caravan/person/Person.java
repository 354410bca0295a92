package dev.caravan.person;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that somebody can be found by.
 *
 * @param clientId the client's number, as deliveries hold it
 * @param phoneNumber E.164
 */
public record Person(
        String clientId,
        @Nullable String email,
        @Nullable String phoneNumber,
        @Nullable String telegramId,
        @Nullable String userId) {

    /** All of the addresses that are known. */
    public List<String> addresses() {
        return Stream.of(email, phoneNumber, telegramId, userId)
                .filter(Objects::nonNull)
                .toList();
    }
}
