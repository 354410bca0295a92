package dev.caravan.routing;

import java.util.List;

/**
 * The routes were edited, and this instance was the first to know what became of it.
 *
 * @param author {@code files} for a change in the folder, {@code caravan} if it took an edit back by itself, else who asked for it
 * @param verdict {@code published} or {@code refused}
 * @param files that changed, if it was published
 */
public record RoutesEdited(long revision, String author, String verdict, List<String> files) {}
