package dev.caravan.routing;

import java.util.OptionalLong;

/**
 * A route keeps its name over all its revisions, while Camel wants an id of its own for each that runs: a revision that took
 * over from another has its number behind the name, {@code channel-sms@7}. So both can run until the first is through.
 */
final class RouteNames {

    private static final char MARK = '@';

    private RouteNames() {}

    /** The name of the route that Camel knows by this id. */
    static String name(String id) {
        int mark = id.indexOf(MARK);
        return mark < 0 ? id : id.substring(0, mark);
    }

    static String id(String name, long revision) {
        return name + MARK + revision;
    }

    /** The revision that brought this one; empty if it runs since the start. */
    static OptionalLong revision(String id) {
        int mark = id.indexOf(MARK);
        return mark < 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(id.substring(mark + 1)));
    }
}
