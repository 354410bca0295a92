package dev.caravan.routing;

import java.util.List;
import java.util.stream.Collectors;

/** A set of route files that must not run, with everything that was found. */
public final class RefusedRoutes extends Exception {

    private final transient List<Finding> findings;

    public RefusedRoutes(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("; ")));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
