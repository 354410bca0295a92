package dev.caravan.audit;

/** How the log names those who do something. */
public final class Actors {

    /** Whoever reached the API while no key was needed. */
    public static final String ANYONE = "anyone";

    /** Caravan itself. */
    public static final String CARAVAN = "caravan";

    private Actors() {}

    /** A user of the console. */
    public static String console(String user) {
        return "console:" + user;
    }

    /** Whoever an operation ran for. A key's name has no colon, so that none passes for somebody else. */
    static String caller(String name) {
        if (name.isEmpty()) {
            return ANYONE;
        }
        return name.indexOf(':') < 0 ? "key:" + name : name;
    }
}
