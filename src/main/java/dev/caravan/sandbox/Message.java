package dev.caravan.sandbox;

import java.util.Map;

/**
 * A message as a provider's request gives it.
 *
 * @param messageId the caller's own name for it; empty if the provider gives it one
 * @param fields what else the request said, without credentials
 */
record Message(String from, String to, String text, String messageId, Rehearsal rehearsal, Map<String, String> fields) {

    /** The same message, sent again, has the same key. */
    String key() {
        return to + '\n' + text;
    }
}
