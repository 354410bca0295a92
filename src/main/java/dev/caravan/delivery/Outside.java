package dev.caravan.delivery;

import java.util.Set;

/** Which endpoints of a channel's route lead out of this process: calling one is an attempt. */
public final class Outside {

    private static final Set<String> INSIDE = Set.of(
            "direct",
            "seda",
            "bean",
            "class",
            "freemarker",
            "jdbc",
            "log",
            "language",
            "dataformat",
            "controlbus",
            "mock");

    private Outside() {}

    /** Whether a call of this endpoint leaves the process. Of one that is a placeholder, that is assumed. */
    public static boolean leads(String uri) {
        int colon = uri.indexOf(':');
        return !INSIDE.contains(colon < 0 ? uri : uri.substring(0, colon));
    }
}
