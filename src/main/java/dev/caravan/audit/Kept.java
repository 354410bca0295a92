package dev.caravan.audit;

import dev.caravan.access.Scope;
import dev.caravan.api.NamedOperation;
import java.util.Locale;
import java.util.Optional;

/** What the audit log keeps of an operation: {@code x-audit} in openapi.yaml. */
enum Kept {
    /** What was, and what is, but for secrets. For things that are not about people. */
    VALUES,
    /** The names of what changed, ids, and words of state. What is not said is this: it tells nothing about anybody. */
    NAMES,
    /** Of the answer what {@link #NAMES} keeps; how it was before is not looked at. */
    OUTCOME,
    /** Nothing: it is no change. */
    NOTHING;

    static Kept of(NamedOperation named) {
        String said = named.operation().audit();
        for (Kept kept : values()) {
            if (kept.toString().equals(said)) {
                return kept;
            }
        }
        Optional<Scope> scope = Optional.ofNullable(named.operation().scope()).flatMap(Scope::of);
        boolean changes = scope.filter(needed -> needed == Scope.MANAGE || needed == Scope.ADMIN)
                .isPresent();
        return changes && !named.method().equals("GET") ? NAMES : NOTHING;
    }

    /** The word in the description. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
