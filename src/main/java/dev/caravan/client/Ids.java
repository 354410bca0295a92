package dev.caravan.client;

import dev.caravan.api.Problem;

/** Ids that are numbers, as they stand in a path. */
public final class Ids {

    private Ids() {}

    /**
     * The number that a path names.
     *
     * @param kind what it is the id of, for the caller's eyes
     * @throws Problem 404 if it is no number: there is nothing with such an id
     */
    public static long parse(String id, String kind) {
        if (!id.matches("\\d{1,18}")) {
            throw unknown(kind);
        }
        return Long.parseLong(id);
    }

    /** 404 for an id that leads to nothing. */
    public static Problem unknown(String kind) {
        return Problem.notFound("There is no " + kind + " with this id.");
    }
}
