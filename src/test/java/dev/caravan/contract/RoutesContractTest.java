package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.caravan.journey.App;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.activemq.ActiveMQComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.junit.jupiter.api.Test;

/** House rules of the route files, and the mistakes that Camel starts with in silence. */
class RoutesContractTest {

    private static final Path ROUTES = Path.of("routes");
    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    private record Document(Path file, String kind, JsonNode content) {

        String stem() {
            return file.getFileName().toString().replace(".camel.yaml", "");
        }
    }

    private final List<Document> documents = documents();

    private static List<Document> documents() {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            List<Document> documents = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
                for (JsonNode item : YAML.readTree(file.toFile())) {
                    String kind = item.fieldNames().next();
                    documents.add(new Document(file, kind, item.get(kind)));
                }
            }
            return documents;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Document> routes() {
        return documents.stream().filter(d -> d.kind().equals("route")).toList();
    }

    @Test
    void everyRouteIsNamedAfterItsFileAndIsDescribed() {
        for (Document route : routes()) {
            String id = route.content().path("id").asText();
            assertThat(id).as("id of a route in %s", route.file()).isNotEmpty();
            assertThat(route.content().path("description").asText())
                    .as("description of %s", id)
                    .isNotEmpty();
            boolean channel = route.file().getParent().endsWith("channels")
                    && !route.stem().contains("-");
            if (!route.stem().matches("(.+-)?api")) {
                assertThat(id)
                        .as("file %s", route.file())
                        .isEqualTo(channel ? "channel-" + route.stem() : route.stem());
            }
        }
    }

    @Test
    void everyRouteIdIsUsedOnce() {
        assertThat(routes().stream().map(r -> r.content().path("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void everyPolicyThatARouteNamesExists() {
        Set<String> policies = new TreeSet<>();
        documents.stream()
                .filter(d -> d.kind().equals("routeConfiguration"))
                .forEach(d -> policies.add(d.content().path("id").asText()));

        for (Document route : routes()) {
            JsonNode policy = route.content().get("routeConfigurationId");
            if (policy != null) {
                assertThat(policies)
                        .as("policy of %s", route.content().get("id"))
                        .contains(policy.asText());
            }
        }
        assertThat(policies)
                .as("one nameless policy lets failures pass to the caller")
                .contains("");
    }

    @Test
    void everyDirectTargetExists() {
        Set<String> consumers = new TreeSet<>();
        routes().forEach(r -> consumers.add(r.content().path("from").path("uri").asText()));

        for (Document document : documents) {
            for (JsonNode uri : document.content().findValues("uri")) {
                if (uri.asText().startsWith("direct:") && !uri.asText().matches(".*[${*{].*")) {
                    assertThat(consumers).as("called in %s", document.file()).contains(uri.asText());
                }
            }
        }
    }

    @Test
    void everyRouteFileIsLoaded() {
        CamelContext camel = App.shared().bean(CamelContext.class);

        assertThat(camel.getRoutes().stream().map(Route::getRouteId))
                .containsAll(routes().stream()
                        .map(r -> r.content().path("id").asText())
                        .toList());
    }

    @Test
    void noRouteRunsCodeOfItsOwn() {
        for (Document document : documents) {
            assertThat(document.content().toString())
                    .as("%s", document.file())
                    .doesNotContain("groovy", "\"script\"", "exec:", "\"joor\"", "\"java\":", "language:");
        }
    }

    @Test
    void noExpressionHasASecondOperator() {
        for (Document document : documents) {
            assertThat(document.content().findValuesAsText("simple"))
                    .as("%s", document.file())
                    .noneMatch(expression -> expression.contains("&&") || expression.contains("||"));
        }
    }

    @Test
    void everyQueueConsumerIsTransactedAndTakesTextOnly() {
        CamelContext camel = App.shared().bean(CamelContext.class);
        List<JmsEndpoint> queues = camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(JmsEndpoint.class::isInstance)
                .map(JmsEndpoint.class::cast)
                .toList();

        assertThat(queues).hasSizeGreaterThanOrEqualTo(4);
        assertThat(queues).allMatch(JmsEndpoint::isTransacted).noneMatch(q -> q.isLazyCreateTransactionManager());
        assertThat(camel.getComponent("activemq", ActiveMQComponent.class).isTrustAllPackages())
                .isFalse();
    }
}
