package dev.caravan.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a client, checked. The JSON of it is a row for {@code store-clients.sql}.
 *
 * @param phoneNumber 7 and ten digits; no two clients have the same
 * @param tags names, sorted, each once: the same tags are the same list
 * @param timezone its name in the IANA database
 */
record ClientDraft(
        @JsonProperty("phone_number") String phoneNumber,
        @JsonProperty("operator_code") @Nullable String operatorCode,
        @JsonProperty("operator_name") @Nullable String operatorName,
        List<String> tags,
        String timezone,
        @Nullable String email,
        @JsonProperty("telegram_id") @Nullable String telegramId,
        @Nullable String name,
        @Nullable ObjectNode attributes) {}
