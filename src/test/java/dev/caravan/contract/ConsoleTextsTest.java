package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the console says, in both of its languages. */
class ConsoleTextsTest {

    private static final Path TEXTS = Path.of("src/main/resources/i18n");
    private static final Path PAGES = Path.of("src/main/jte");
    private static final Pattern NOTED = Pattern.compile("operations\\.note\\(\"(\\w+)\"");
    private static final Pattern KEY = Pattern.compile("page\\.t\\(\"([^\"]+)\"[,)]");

    static Stream<Path> areas() throws IOException {
        return Files.list(TEXTS).filter(file -> !file.toString().endsWith("_ru.properties"));
    }

    @ParameterizedTest
    @MethodSource("areas")
    void bothLanguagesSayTheSame(Path english) {
        Path russian = Path.of(english.toString().replace(".properties", "_ru.properties"));
        assertThat(keys(russian)).isEqualTo(keys(english));
    }

    @Test
    void everyTextThatAPageSaysIsThere() throws IOException {
        Set<String> known = new TreeSet<>();
        areas().forEach(area -> known.addAll(keys(area)));
        Set<String> said = new TreeSet<>();
        try (Stream<Path> pages = Files.walk(PAGES)) {
            pages.filter(Files::isRegularFile).forEach(page -> {
                Matcher key = KEY.matcher(read(page));
                while (key.find()) {
                    said.add(key.group(1));
                }
            });
        }
        assertThat(said).isNotEmpty().isSubsetOf(known);
    }

    /** Which operations those are, package audit decides: all that change what is set up, and those that say so. */
    @Test
    void everyDeedOfTheAuditLogHasAName() throws IOException {
        Set<String> deeds = new TreeSet<>();
        for (JsonNode path : new YAMLMapper()
                .readTree(Path.of("routes/openapi.yaml").toFile())
                .get("paths")) {
            path.fields().forEachRemaining(method -> {
                JsonNode operation = method.getValue();
                boolean changes = !method.getKey().equals("get")
                        && Set.of("manage", "routes", "admin")
                                .contains(operation.path("x-scope").asText());
                String kept = operation.path("x-audit").asText(changes ? "names" : "none");
                if (operation.has("operationId") && !kept.equals("none")) {
                    deeds.add("audit." + operation.get("operationId").asText());
                }
            });
        }
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/caravan/console"))) {
            sources.filter(Files::isRegularFile).forEach(source -> {
                Matcher noted = NOTED.matcher(read(source));
                while (noted.find()) {
                    deeds.add("audit." + noted.group(1));
                }
            });
        }
        assertThat(deeds).hasSizeGreaterThan(50).contains("audit.retryInBulk");
        assertThat(keys(TEXTS.resolve("access.properties"))).containsAll(deeds);
    }

    private static Set<String> keys(Path file) {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeSet<>(texts.stringPropertyNames());
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
