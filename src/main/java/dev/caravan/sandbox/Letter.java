package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, decoded.
 *
 * @param from who it says it is from, where that is told in the message and not by its transport
 * @param headers header fields of a mail, or the fields of a request, credentials left out
 * @param attachments names of attached files
 * @param messageId the name that the message has with its sender or provider
 */
record Letter(
        @Nullable String from,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers,
        List<String> attachments,
        @Nullable String messageId)
        implements Source {

    static Letter ofText(String text, Map<String, String> fields, String messageId) {
        return new Letter(null, null, text, null, fields, List.of(), messageId);
    }

    @Override
    public Letter letter() {
        return this;
    }

    /** An estimate: the text is what counts. */
    @Override
    public int bytes() {
        return text == null ? 0 : text.length() * 2;
    }

    @Override
    public long size() {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
