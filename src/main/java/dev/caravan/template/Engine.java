package dev.caravan.template;

import java.util.Locale;

/** The language a template is written in. */
public enum Engine {
    /** Apache FreeMarker: expressions, formats, strict about missing values. */
    FREEMARKER,
    /** Mustache: logic-less, a missing value renders empty. */
    MUSTACHE;

    /** The engine of a template that does not name one: Mustache if the content has <code>{{</code>. */
    static Engine of(String content) {
        return content.contains("{{") ? MUSTACHE : FREEMARKER;
    }

    /** The name in the API and in the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
