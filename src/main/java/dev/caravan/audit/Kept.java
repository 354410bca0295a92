package dev.caravan.audit;

import dev.caravan.api.NamedOperation;
import java.util.Set;

/** What the audit log keeps of an operation: {@code x-audit} in openapi.yaml. */
enum Kept {
    /** What was, and what is, but for secrets. For things that are not about people. */
    VALUES,
    /** The names of what changed, ids, and words of state: it tells nothing about anybody. */
    NAMES,
    /** Of the answer what {@link #NAMES} keeps; how it was before is not looked at. */
    OUTCOME,
    /** Nothing: it is no change. */
    NOTHING;

    /** The scopes of operations that change something. */
    private static final Set<String> CHANGES = Set.of("manage", "routes", "admin");

    /** Where nothing is said, {@link #NAMES} of whatever changes what is set up, or who may do what. */
    static Kept of(NamedOperation named) {
        String said = named.operation().audit();
        if (said == null) {
            String scope = named.operation().scope();
            return CHANGES.contains(String.valueOf(scope)) && !named.method().equals("GET") ? NAMES : NOTHING;
        }
        return switch (said) {
            case "values" -> VALUES;
            case "outcome" -> OUTCOME;
            case "none" -> NOTHING;
            default -> NAMES;
        };
    }
}
