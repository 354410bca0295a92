package dev.caravan.routing;

import java.util.List;
import java.util.Set;

/** The tests that stand beside the routes, as far as an edit is concerned. */
public interface EditTests {

    /** What the routes are rehearsed with, so that the tests can be run. For one rehearsal. */
    Play play();

    /** What keeps the tests among these files from being read. */
    List<Finding> unreadable(RouteFiles routes);

    /**
     * Runs the tests that an edit touches.
     *
     * @param rehearsal of the edit, made with a {@link #play}
     * @param changed the names of routes that differ, or whose error policy does
     * @param files the paths that differ
     * @return what failed, at the tests' places
     */
    List<Finding> run(Rehearsal rehearsal, RouteFiles routes, Set<String> changed, Set<String> files);
}
