package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.App;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One history for several instances. */
class RevisionsTest {

    private final Revisions revisions = App.shared().bean(Revisions.class);

    @Test
    void theSameEditOnAnotherInstanceHasTheSameNumberAndALaterReturnToItHasNot() {
        RouteFiles edit = files();
        long before = revisions.add(files(), "files", Publication.PUBLISHED, List.of());
        long number = revisions.add(edit, "files", Publication.PUBLISHED, List.of());

        assertThat(revisions.publishedSince(before, edit)).hasValue(number);
        assertThat(revisions.publishedSince(number, edit)).isEmpty();
        assertThat(revisions.publishedSince(before, files())).isEmpty();
    }

    @Test
    void aRefusedOneIsNotTakenOver() {
        RouteFiles edit = files();
        Finding finding = new Finding("a.camel.yaml", 1, 2, "not good", null);
        long number = revisions.add(edit, "files", Publication.REFUSED, List.of(finding));

        assertThat(revisions.publishedSince(0, edit)).isEmpty();
        Revisions.Revision kept = revisions.find(number).orElseThrow();
        assertThat(kept.publication().findings()).containsExactly(finding);
        assertThat(revisions.files(kept)).isEqualTo(edit);
    }

    private static RouteFiles files() {
        return new RouteFiles(
                new TreeMap<>(Map.of("a.camel.yaml", UUID.randomUUID().toString(), "b.sql", "select 1")));
    }
}
