package dev.caravan.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did.
 *
 * @param actor {@code key:name}, {@code console:user}, {@code oidc:subject}, {@code anyone}, or a part of Caravan
 * @param address that it came from; empty: from nowhere outside
 * @param operation the {@code operationId}, or a word of that form for what is no operation of the API
 * @param target what it was done to, as {@code templates/welcome}; empty: nothing in particular
 * @param status of the API's answer; null: it was no request to the API
 * @param change how it was, and how it is
 */
public record AuditEntry(
        String actor,
        String address,
        String operation,
        String target,
        @Nullable Integer status,
        Change change) {

    /**
     * How something was, and how it is: only what differs, and nothing secret.
     *
     * @param fields names of what differs
     * @param before null: it was not there, or is not told
     * @param after null: it is not there any more, or is not told
     */
    public record Change(
            List<String> fields,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {

        /** Something happened that changed nothing that could be told. */
        public static final Change NONE = new Change(List.of(), null, null);
    }

    /** Of something that is no operation of the API. */
    public static AuditEntry of(String actor, String address, String operation, String target, Change change) {
        return new AuditEntry(actor, address, operation, target, null, change);
    }
}
