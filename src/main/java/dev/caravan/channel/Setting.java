package dev.caravan.channel;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A placeholder of a route: {@code {{name}}}, {@code {{name:default}}}, {@code {{?name}}} for one that may be absent, {@code
 * {{env:NAME}}} for an environment variable.
 *
 * @param required whether the route does not start without it
 */
record Setting(String name, boolean required) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)((?:env:|sys:)?[^:{}]+)(:[^{}]*)?}}");

    /** Those in a text, in its order. */
    static Stream<Setting> in(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> new Setting(found.group(2).strip(), found.group(1).isEmpty() && found.group(3) == null));
    }
}
