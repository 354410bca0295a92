package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.yaml.snakeyaml.Yaml;

/** What can be said about the container files without a container engine. */
@SuppressWarnings("unchecked") // YAML has no types
class DeploymentFilesTest {

    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path BROKER = Path.of("docker", "broker");

    @Test
    void everyImageIsPinnedToAVersion() throws IOException {
        Stream<String> built = Stream.of(Path.of("Dockerfile"), BROKER.resolve("Dockerfile"))
                .flatMap(file -> lines(file).stream())
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ")[1]);
        Stream<String> used = services().values().stream().map(service -> (String) service.get("image"));

        assertThat(Stream.concat(built, used))
                .isNotEmpty()
                .allMatch(image -> image.matches("[\\w./-]+:v?\\d+\\.\\d+[\\w.-]*"));
    }

    @Test
    void everyServiceIsConfinedAndCheckedAndPublishedOnThisMachineAlone() throws IOException {
        assertThat(services())
                .containsOnlyKeys("app", "postgres", "broker", "mail")
                .allSatisfy((name, service) -> {
                    assertThat(service)
                            .containsEntry("cap_drop", List.of("ALL"))
                            .containsEntry("read_only", true);
                    assertThat(service.containsKey("healthcheck") || service.containsKey("build"))
                            .isTrue();
                    assertThat(service.containsKey("user") || service.containsKey("build"))
                            .isTrue();
                    assertThat((List<String>) service.getOrDefault("ports", List.of()))
                            .allMatch(port -> port.startsWith("127.0.0.1:"))
                            .noneMatch(port -> port.contains("8161"));
                });
        for (Path file : List.of(Path.of("Dockerfile"), BROKER.resolve("Dockerfile"))) {
            assertThat(Files.readString(file))
                    .contains("\nUSER ")
                    .contains("\nHEALTHCHECK ")
                    .doesNotContain("USER root");
        }
    }

    @Test
    void theAppIsNotReachableWithoutKeys() throws IOException {
        assertThat((Map<String, Object>) services().get("app").get("environment"))
                .containsEntry("SERVER_ADDRESS", "0.0.0.0")
                .hasEntrySatisfying(
                        "CARAVAN_API_KEYS", value -> assertThat((String) value).startsWith("${CARAVAN_API_KEYS:?"));
        assertThat((List<String>) services().get("app").get("volumes")).contains("./routes:/app/routes:ro");
    }

    @Test
    void everySettingOfTheCompositionIsInTheExampleAndNoSecretIs() throws IOException {
        String example = Files.readString(Path.of(".env.example"));
        List<String> variables = Pattern.compile("\\$\\{(\\w+):")
                .matcher(Files.readString(COMPOSE))
                .results()
                .map(result -> result.group(1))
                .distinct()
                .toList();

        assertThat(variables)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(example).containsPattern("(?m)^#?" + name + "="));
        assertThat(lines(Path.of(".env.example")).stream().filter(line -> line.matches("[A-Z].*")))
                .allMatch(line -> line.endsWith("="));
    }

    @Test
    void theBrokerHasNoConsoleAndLetsNobodyInUnnamed() throws Exception {
        Document broker = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(BROKER.resolve("activemq.xml").toFile());

        assertThat(broker.getElementsByTagName("import").getLength()).isZero();
        assertThat(attribute(broker, "simpleAuthenticationPlugin", "anonymousAccessAllowed"))
                .isEqualTo("false");
        assertThat(attribute(broker, "broker", "useJmx")).isEqualTo("false");
        assertThat(attribute(broker, "kahaDB", "journalDiskSyncStrategy")).isEqualTo("always");
        assertThat(attribute(broker, "transportConnector", "uri")).contains("wireFormat.maxFrameSize=1048576");
    }

    private static String attribute(Document document, String element, String attribute) {
        return document.getElementsByTagName(element)
                .item(0)
                .getAttributes()
                .getNamedItem(attribute)
                .getNodeValue();
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Object> compose = new Yaml().load(Files.readString(COMPOSE));
        return (Map<String, Map<String, Object>>) compose.get("services");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
