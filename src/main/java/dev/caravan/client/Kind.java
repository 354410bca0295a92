package dev.caravan.client;

import java.util.Locale;

/** What clients are chosen by. */
public enum Kind {
    TAG("tags", "name"),
    OPERATOR("operators", "code");

    private final String table;
    private final String key;

    Kind(String table, String key) {
        this.table = table;
        this.key = key;
    }

    /** Its table, which is what mailings call their list of them too. */
    String table() {
        return table;
    }

    /** The field that no two have the same in. */
    String key() {
        return key;
    }

    /** What one of them is called. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
