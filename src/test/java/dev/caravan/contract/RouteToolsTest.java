package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Karavan and Kaoto open every route file and would save it without loss: their own parsers read and write it here. Runs
 * where npm is and reaches a registry; what it fetches (50 MB) stays in target/route-tools.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteToolsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path SOURCES = Path.of("src/test/tools");
    private static final Path FOLDER = Path.of("target/route-tools");

    /** What the tools split into the name of a component and its parameters. */
    private static final Set<String> ENDPOINTS = Set.of("uri", "to", "toD");

    /** Karavan cuts an endpoint off whose component is a placeholder: this one is not to be saved with it. */
    private static final Set<String> NOT_FOR_KARAVAN = Set.of("bounces.camel.yaml");

    /** It writes failover load balancers and {@code onWhen} as Camel does not read them; the publisher refuses that. */
    private static final Set<String> NOT_VALID_FROM_KARAVAN =
            Set.of("policies.camel.yaml", "policy-default.camel.yaml", "policy-listed.camel.yaml", "sms.camel.yaml");

    private JsonNode read;

    @BeforeAll
    void readAll() throws Exception {
        boolean npm = run(Path.of("."), 20, null, "npm", "--version").ok()
                && run(Path.of("."), 20, null, "node", "--version").ok();
        skipUnless(npm, "npm is not installed");
        skipUnless(fetched(), "the npm registry could not be reached, or not in time");
        String files = RouteSchemaTest.shipped().stream()
                .map(file -> file.toAbsolutePath().toString())
                .collect(Collectors.joining("\n"));
        for (String script : List.of("bundle.mjs", "read.mjs")) {
            Files.copy(SOURCES.resolve(script), FOLDER.resolve(script), StandardCopyOption.REPLACE_EXISTING);
        }
        Run bundled = run(FOLDER, 60, null, "node", "bundle.mjs");
        assertThat(bundled.ok()).as(bundled.output()).isTrue();
        Run done = run(FOLDER, 60, files, "node", "read.mjs");
        assertThat(done.ok()).as(done.output()).isTrue();
        read = JSON.readTree(done.output());
    }

    private static void skipUnless(boolean condition, String reason) {
        if (!condition) {
            System.out.println("RouteToolsTest is skipped: " + reason);
        }
        assumeTrue(condition, reason);
    }

    /** Fetches what package.json names, unless that was done before. */
    private static boolean fetched() throws Exception {
        String pinned = Files.readString(SOURCES.resolve("package.json"));
        Path mark = FOLDER.resolve("fetched.json");
        if (Files.exists(mark) && Files.readString(mark).equals(pinned)) {
            return true;
        }
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("package.json"), pinned);
        for (int attempt = 1; attempt <= 2; attempt++) {
            if (fetch(JSON.readTree(pinned).get("caravan"))) {
                Files.writeString(mark, pinned);
                return true;
            }
        }
        return false;
    }

    private static boolean fetch(JsonNode tools) throws Exception {
        if (!run(FOLDER, 60, null, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock")
                .ok()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> tool : tools.properties()) {
            // Not installed: a screen's worth of libraries would come along.
            Path folder = Files.createDirectories(FOLDER.resolve(tool.getKey()));
            Run packed = run(
                    folder, 60, null, "npm", "pack", "--silent", tool.getValue().asText());
            String file = packed.output().strip().lines().reduce("", (a, b) -> b);
            if (!packed.ok() || !run(folder, 30, null, "tar", "-xzf", file).ok()) {
                return false;
            }
        }
        return true;
    }

    static Stream<Arguments> files() throws IOException {
        return RouteSchemaTest.shipped().stream()
                .flatMap(file -> Stream.of("karavan", "kaoto")
                        .filter(tool -> !tool.equals("karavan")
                                || !NOT_FOR_KARAVAN.contains(file.getFileName().toString()))
                        .map(tool -> Arguments.of(tool, file)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsLost(String tool, Path file) throws IOException {
        JsonNode result = read.get(tool).get(file.toAbsolutePath().toString());
        assertThat(result.path("error").asText()).isEmpty();
        JsonNode original = YAML.readTree(file.toFile());
        JsonNode saved = YAML.readTree(result.get("saved").asText());

        assertThat(saved).hasSameSizeAs(original);
        assertThat(ids(saved)).containsAll(ids(original));
        assertThat(steps(saved)).containsExactlyInAnyOrderElementsOf(steps(original));
        assertThat(texts(saved, false)).containsAll(texts(original, false));
        assertThat(words(saved)).containsAll(words(original));
        if (tool.equals("kaoto")
                || !NOT_VALID_FROM_KARAVAN.contains(file.getFileName().toString())) {
            assertThat(RouteSchemaTest.faults(saved)).isEmpty();
        }
        if (tool.equals("kaoto")) {
            List<String> drawn = new ArrayList<>();
            result.get("steps").forEach(step -> drawn.add(step.asText()));
            for (JsonNode definition : original) {
                definition
                        .at("/route/from/steps")
                        .forEach(step ->
                                assertThat(drawn).contains(step.fieldNames().next()));
            }
        }
    }

    private static List<String> ids(JsonNode file) {
        List<String> ids = new ArrayList<>();
        file.forEach(item -> item.forEach(definition -> {
            if (definition.has("id")) {
                ids.add(definition.get("id").asText());
            }
        }));
        return ids;
    }

    /** The kinds of all steps, at any depth. */
    private static List<String> steps(JsonNode tree) {
        List<String> steps = new ArrayList<>();
        for (JsonNode list : tree.findValues("steps")) {
            // findValues does not look into what it found.
            list.forEach(step -> {
                steps.add(step.fieldNames().next());
                steps.addAll(steps(step));
            });
        }
        return steps;
    }

    /** What stands in the file but endpoints; or what stands in endpoints and parameters. */
    private static Set<String> texts(JsonNode tree, boolean endpoints) {
        Set<String> texts = new TreeSet<>();
        collect(tree, false, endpoints, texts);
        return texts;
    }

    private static void collect(JsonNode node, boolean endpoint, boolean endpoints, Set<String> texts) {
        if (node.isValueNode()) {
            if (endpoint == endpoints) {
                texts.add(node.asText().strip().replaceAll("\\s+", " "));
            }
            return;
        }
        node.properties().forEach(field -> {
            boolean inside = endpoint
                    || ENDPOINTS.contains(field.getKey()) && field.getValue().isTextual()
                    || field.getKey().equals("parameters");
            if (!field.getKey().equals("id")) {
                if (endpoint && endpoints) {
                    texts.add(field.getKey());
                }
                collect(field.getValue(), inside, endpoints, texts);
            }
        });
        if (node.isArray()) {
            node.forEach(child -> collect(child, endpoint, endpoints, texts));
        }
    }

    /** Every word of the endpoints, wherever in them it stands. */
    private static Set<String> words(JsonNode tree) {
        return texts(tree, true).stream()
                .flatMap(text -> Arrays.stream(text.split("[:/?&=]+")))
                .filter(word -> !word.isEmpty() && !ENDPOINTS.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Run(boolean ok, String output) {}

    private static Run run(Path folder, int seconds, String input, String... command) throws Exception {
        Path output = Files.createTempFile("route-tools", ".out");
        Path faults = Files.createTempFile("route-tools", ".err");
        Path in = Files.createTempFile("route-tools", ".in");
        Files.writeString(in, input == null ? "" : input);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(faults.toFile())
                    .start();
            boolean over = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!over) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            boolean ok = over && process.exitValue() == 0;
            return new Run(ok, Files.readString(ok ? output : faults, StandardCharsets.UTF_8));
        } catch (IOException notInstalled) {
            return new Run(false, String.valueOf(notInstalled.getMessage()));
        } finally {
            for (Path file : List.of(output, faults, in)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
