package dev.caravan.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.access.Scope;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for of a key.
 *
 * @param requestsPerMinute null: as many as one likes
 */
record KeyForm(String name, Set<Scope> scopes, @Nullable Integer requestsPerMinute) {

    private static final int LONGEST_NAME = 60;
    private static final int MOST_PER_MINUTE = 1_000_000;
    private static final Set<String> FIELDS = Set.of("name", "scopes", "requests_per_minute");
    private static final String SCOPES =
            Arrays.stream(Scope.values()).map(Scope::toString).collect(Collectors.joining(", "));

    /**
     * Reads a body.
     *
     * @param before what holds for fields that are left out; null: name and scopes must be there
     * @throws Problem 400 naming what is not valid
     */
    static KeyForm read(JsonNode body, @Nullable KeyForm before) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(FIELDS);
        String name = body.has("name") || before == null ? name(fields) : before.name();
        Set<Scope> scopes = body.has("scopes") || before == null ? scopes(fields) : before.scopes();
        Integer perMinute =
                body.has("requests_per_minute") || before == null ? perMinute(fields) : before.requestsPerMinute();
        fields.check(FieldNames.CANONICAL);
        return new KeyForm(Objects.requireNonNull(name), scopes, perMinute);
    }

    private static @Nullable String name(Fields fields) {
        String name = fields.line("name", LONGEST_NAME);
        if (name == null || name.isBlank()) {
            if (!fields.refused("name")) {
                fields.refuse("name", "is required");
            }
        } else if (name.contains(":")) {
            // as in console:anna and oidc:…, which no key may pass for
            fields.refuse("name", "must not contain a colon");
        }
        return name == null ? null : name.strip();
    }

    private static Set<Scope> scopes(Fields fields) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        JsonNode given = fields.get("scopes");
        if (given == null || !given.isArray() || given.isEmpty()) {
            fields.refuse("scopes", "must be a list of at least one of " + SCOPES);
            return scopes;
        }
        for (int i = 0; i < given.size(); i++) {
            Optional<Scope> scope =
                    Optional.ofNullable(given.get(i).textValue()).flatMap(Scope::of);
            if (scope.isEmpty()) {
                fields.refuse("scopes[" + i + "]", "is not a scope; there are " + SCOPES);
            }
            scope.ifPresent(scopes::add);
        }
        return Collections.unmodifiableSet(scopes);
    }

    private static @Nullable Integer perMinute(Fields fields) {
        JsonNode given = fields.get("requests_per_minute");
        if (given == null) {
            return null;
        }
        if (!given.isInt() || given.intValue() < 1 || given.intValue() > MOST_PER_MINUTE) {
            fields.refuse("requests_per_minute", "must be a whole number from 1 to " + MOST_PER_MINUTE);
            return null;
        }
        return given.intValue();
    }
}
