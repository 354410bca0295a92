package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiDescriptionReloadTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path routes;

    private final Ticking clock = new Ticking();

    @Test
    void aChangeOfTheFileIsSeenWithinASecond() throws Exception {
        write("paths: {/a: {get: {operationId: a}}}", 0);
        ApiDescription description = open();
        write("paths: {/b: {get: {operationId: b}}}", 1);

        assertThat(description.find("/b")).isEmpty();
        clock.now = START.plusSeconds(1);

        assertThat(description.find("/b")).isPresent();
        assertThat(description.find("/a")).isEmpty();
        assertThat(description.json()).contains("\"/b\"");
    }

    @Test
    void aFileThatCannotBeReadLeavesTheLastGoodOneInForce() throws Exception {
        write("paths: {/a: {get: {operationId: a}}}", 0);
        ApiDescription description = open();
        int second = 1;
        for (String broken : new String[] {"paths: [", "paths: {}", "", "just text"}) {
            write(broken, second);
            clock.now = START.plusSeconds(second++);

            assertThat(description.find("/a")).as(broken).isPresent();
        }
        Files.delete(routes.resolve("openapi.yaml"));
        clock.now = START.plusSeconds(second);

        assertThat(description.find("/a")).isPresent();
    }

    @Test
    void withoutAFileThereIsNoStart() {
        assertThatThrownBy(this::open).hasMessageContaining("openapi.yaml");
    }

    @Test
    void theMostLiteralPathIsTaken() throws Exception {
        write("paths: {'/a/{id}': {get: {operationId: one}}, /a/all: {get: {operationId: all}}}", 0);

        assertThat(open().find("/a/all").flatMap(path -> path.operation("HEAD")))
                .hasValueSatisfying(operation -> assertThat(operation.id()).isEqualTo("all"));
        assertThat(open().find("/a/")).isEmpty();
    }

    private void write(String yaml, int second) throws Exception {
        Path file = routes.resolve("openapi.yaml");
        Files.writeString(file, yaml);
        Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(second)));
    }

    private ApiDescription open() {
        return new ApiDescription(routes, new ObjectMapper(), clock);
    }

    private static final class Ticking extends Clock {

        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
