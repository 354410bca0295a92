package dev.caravan.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.App;
import dev.caravan.rehearsal.RouteTests.Outcome;
import dev.caravan.rehearsal.RouteTests.Report;
import dev.caravan.routing.RouteFolder;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests that stand beside the routes. */
class RouteFilesTest {

    private static Report report;

    @BeforeAll
    static void run() throws Exception {
        report = App.shared()
                .bean(RouteTests.class)
                .run(App.shared().bean(RouteFolder.class).read());
    }

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return report.outcomes().stream()
                .map(outcome -> DynamicTest.dynamicTest(
                        outcome.file() + ": " + outcome.name(),
                        () -> assertThat(outcome.findings()).isEmpty()));
    }

    @Test
    void everyRouteIsRunBySomeTest() {
        assertThat(report.unrun()).isEmpty();
    }

    @Test
    void everyBranchIsEnteredBySomeTest() {
        assertThat(report.missed()).isEmpty();
    }

    @Test
    void noCaseIsNamedTwice() {
        assertThat(report.outcomes().stream().map(Outcome::file).count())
                .isEqualTo(report.outcomes().stream()
                        .map(outcome -> outcome.file() + outcome.name())
                        .distinct()
                        .count());
    }
}
