package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route file that is shipped is one by Camel's own schema, which editors complete and check by. */
class RouteSchemaTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** A new one for each file: it grows while it works, to hundreds of megabytes over all of them. */
    private static JsonSchema schema() {
        try (InputStream schema = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                    .getSchema(
                            schema,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .preloadJsonSchema(false)
                                    .build());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Routes, and the examples of channels. */
    static List<Path> shipped() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> examples = Files.walk(Path.of("docs/channels"))) {
            return Stream.concat(routes, examples)
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileIsValid(Path file) throws IOException {
        assertThat(faults(YAML.readTree(file.toFile()))).isEmpty();
    }

    /** What is wrong with a file. Camel takes a placeholder wherever the schema wants a number or a truth value. */
    static List<ValidationMessage> faults(JsonNode routes) {
        return schema().validate(routes).stream()
                .filter(message -> !(message.getType().equals("type")
                        && routes.at(message.getInstanceLocation().toString())
                                .asText()
                                .matches("\\{\\{.+}}")))
                .toList();
    }

    @Test
    void theSchemaFindsAKeyThatIsNone() throws IOException {
        JsonNode wrong = YAML.readTree("- route: {id: x, from: {uri: 'direct:x', stepz: []}}");

        assertThat(schema().validate(wrong)).isNotEmpty();
    }
}
