package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiDescriptionReloadTest {

    @TempDir
    private Path routes;

    @Test
    void anotherTextIsInForceAtOnce() throws Exception {
        write("paths: {/a: {get: {operationId: a}}}");
        ApiDescription description = open();

        description.use("paths: {/b: {get: {operationId: b}}}");

        assertThat(description.find("/b")).isPresent();
        assertThat(description.find("/a")).isEmpty();
        assertThat(description.json()).contains("\"/b\"");
    }

    @Test
    void aTextThatIsNoDescriptionLeavesTheLastGoodOneInForce() throws Exception {
        write("paths: {/a: {get: {operationId: a}}}");
        ApiDescription description = open();
        for (String broken : new String[] {"paths: [", "paths: {}", "", "just text"}) {
            assertThatThrownBy(() -> description.use(broken)).as(broken).isInstanceOf(IllegalArgumentException.class);

            assertThat(description.find("/a")).as(broken).isPresent();
        }
    }

    @Test
    void withoutAFileThereIsNoStart() {
        assertThatThrownBy(this::open).hasMessageContaining("openapi.yaml");
    }

    @Test
    void theMostLiteralPathIsTaken() throws Exception {
        write("paths: {'/a/{id}': {get: {operationId: one}}, /a/all: {get: {operationId: all}}}");

        assertThat(open().find("/a/all").flatMap(path -> path.operation("HEAD")))
                .hasValueSatisfying(operation -> assertThat(operation.id()).isEqualTo("all"));
        assertThat(open().find("/a/")).isEmpty();
    }

    private void write(String yaml) throws Exception {
        Files.writeString(routes.resolve("openapi.yaml"), yaml);
    }

    private ApiDescription open() {
        return new ApiDescription(routes);
    }
}
