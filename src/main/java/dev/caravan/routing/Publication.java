package dev.caravan.routing;

import java.time.Instant;
import java.util.List;

/**
 * What became of a set of route files.
 *
 * @param revision its number
 * @param author {@code files} for a change in the folder, else who asked for it
 * @param verdict {@code published}, {@code refused} or {@code rolled_back}
 * @param findings why not; empty if it was published
 */
record Publication(long revision, Instant at, String author, String verdict, List<Finding> findings) {

    static final String PUBLISHED = "published";
    static final String REFUSED = "refused";
    static final String ROLLED_BACK = "rolled_back";
}
