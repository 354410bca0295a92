package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text of a problem in the sources is one that the console can say in Russian. */
class ProblemTextsTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/caravan");
    private static final Path TEXTS = Path.of("src/main/resources/i18n");
    private static final Path ROUTES = Path.of("routes");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    /** These put texts together and say none themselves. */
    private static final String SHAPES = "problem.parts.";

    /** What takes a text. */
    private static final Pattern TAKES =
            Pattern.compile("Problem\\.[a-zA-Z]+\\(|\\b(?:errors\\.put|refuse|unauthorized|address|read)\\(");

    /** What does so where templates are read: elsewhere other things have these names. */
    private static final Pattern TAKES_OF_TEMPLATE =
            Pattern.compile("\\b(?:error|fault|faults\\.add|refused|new TemplateError)\\(");

    /** What does so where a delivery is explained. */
    private static final Pattern TAKES_OF_EXPLAIN = Pattern.compile("\\b(?:put\\(\\s*\"why\",|warn\\()");

    /** What gives a text, where it is told of as a complaint. */
    private static final Pattern GIVES = Pattern.compile("\\b(?:Optional\\.of|IllegalArgumentException)\\(");

    private static final Pattern RETURNS = Pattern.compile("\\breturn\\b");

    private static final Pattern COMPLAINS =
            Pattern.compile("> complaint\\(|String complaint\\(|> advice\\(|String locked\\(|Cron parse\\(");
    private static final Pattern CONSTANT = Pattern.compile("static final String ([A-Z_]+) =\\s*");
    private static final Pattern REFUSED_BY_ROUTE = Pattern.compile("refuse\\('([^']+)'\\)");

    /** How to authenticate, for a header. */
    private static final String CHALLENGE = " realm=";

    @Test
    void allAreInTheListOfTexts() throws IOException {
        Map<String, String> said = new TreeMap<>();
        Map<String, String> constants = new TreeMap<>();
        for (Path file : files(SOURCES, ".java")) {
            String name = file.getFileName().toString().replace("java", "");
            constants(Files.readString(file)).forEach((constant, text) -> constants.put(name + constant, text));
        }
        for (Path file : files(SOURCES, ".java")) {
            texts(file, constants)
                    .forEach(text -> said.put(text, file.getFileName().toString()));
        }
        for (Path file : files(ROUTES, ".camel.yaml")) {
            REFUSED_BY_ROUTE
                    .matcher(Files.readString(file))
                    .results()
                    .forEach(refused ->
                            said.put(refused.group(1), file.getFileName().toString()));
        }
        assertThat(said).as("what the scan finds").hasSizeGreaterThan(250);
        List<Pattern> known = known();
        said.keySet()
                .removeIf(text ->
                        known.stream().anyMatch(pattern -> pattern.matcher(text).matches()));
        assertThat(said)
                .as("texts without Russian: add them to problems.properties and problems_ru.properties")
                .isEmpty();
    }

    @Test
    void theRussianHoldsNothingThatTheEnglishDoesNotGive() throws IOException {
        Properties russian = load("problems_ru.properties");
        load("problems.properties")
                .forEach((key, english) -> assertThat(places((String) english))
                        .as((String) key)
                        .containsAll(places(russian.getProperty((String) key))));
    }

    @Test
    void theRussianIsRussian() throws IOException {
        Properties texts = load("problems_ru.properties");
        texts.keySet().removeIf(key -> key.toString().startsWith(SHAPES));
        assertThat(texts.values()).allSatisfy(text -> assertThat((String) text).containsPattern("[а-я]{2}"));
    }

    private static Map<String, String> constants(String source) {
        Map<String, String> constants = new TreeMap<>();
        Matcher constant = CONSTANT.matcher(source);
        while (constant.find()) {
            constants.put(constant.group(1), JavaText.upTo(source, constant.end(), ';'));
        }
        return constants;
    }

    private static List<String> texts(Path file, Map<String, String> elsewhere) throws IOException {
        String source = Files.readString(file);
        String area = SOURCES.relativize(file).getName(0).toString();
        Map<String, String> constants = new TreeMap<>(elsewhere);
        constants.putAll(constants(source));
        List<String> expressions = new ArrayList<>(found(TAKES, source, ')'));
        if (area.equals("template")) {
            expressions.addAll(found(TAKES_OF_TEMPLATE, source, ')'));
        }
        if (area.equals("explain")) {
            expressions.addAll(found(TAKES_OF_EXPLAIN, source, ')'));
            expressions.addAll(found(RETURNS, source, ';'));
        }
        // The complaints of tests of routes are findings, and no problems.
        if (!area.equals("rehearsal") && COMPLAINS.matcher(source).find()) {
            expressions.addAll(found(GIVES, source, ')'));
            expressions.addAll(found(RETURNS, source, ';'));
        }
        return expressions.stream()
                .flatMap(expression -> new JavaText(constants).of(expression).stream())
                // A single word is a name: of a field, a part, a tag.
                .filter(text -> text.contains(" ") && text.matches("(?s).*[a-z]{2}.*") && !text.contains(CHALLENGE))
                .toList();
    }

    /** The expressions that follow this, each up to a character. */
    private static List<String> found(Pattern before, String source, char end) {
        List<String> expressions = new ArrayList<>();
        Matcher matcher = before.matcher(source);
        while (matcher.find()) {
            expressions.add(JavaText.upTo(source, matcher.end(), end));
        }
        return expressions;
    }

    private static List<Pattern> known() throws IOException {
        List<Pattern> patterns = new ArrayList<>();
        load("problems.properties").forEach((key, text) -> {
            if (!((String) key).startsWith(SHAPES)) {
                String[] literals = PLACE.split((String) text, -1);
                patterns.add(Pattern.compile(
                        String.join(
                                ".*", Stream.of(literals).map(Pattern::quote).toList()),
                        Pattern.DOTALL));
            }
        });
        return patterns;
    }

    private static TreeSet<String> places(String text) {
        TreeSet<String> places = new TreeSet<>();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            places.add(place.group());
        }
        return places;
    }

    private static Properties load(String name) throws IOException {
        Properties texts = new Properties();
        try (var reader = Files.newBufferedReader(TEXTS.resolve(name))) {
            texts.load(reader);
        }
        return texts;
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
