package dev.caravan.telegram;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.apache.camel.component.telegram.model.User;
import org.jspecify.annotations.Nullable;

/** Who wrote to the bot, with the language of their Telegram, which Camel's own class leaves out. */
@JsonDeserialize
public final class SpeakingUser extends User {

    private static final long serialVersionUID = 1L;

    private @Nullable String languageCode;

    /** Makes Jackson read one of these wherever a message has a user. */
    @JsonDeserialize(as = SpeakingUser.class)
    interface InPlaceOfUser {}

    /** An IETF tag such as {@code ru}; null if Telegram does not say. */
    public @Nullable String getLanguageCode() {
        return languageCode;
    }

    @JsonProperty("language_code")
    void setLanguageCode(@Nullable String languageCode) {
        this.languageCode = languageCode;
    }
}
