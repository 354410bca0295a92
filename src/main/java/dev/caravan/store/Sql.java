package dev.caravan.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements that are too long to read well inside Java: {@code src/main/resources/sql/<name>.sql}. A line {@code -- include:
 * <name>} stands for what another file holds, so that a rule that several statements need is written once.
 */
public final class Sql {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^-- include: ([a-z-]+)$");

    private Sql() {}

    /** The statement of this name. */
    public static String load(String name) {
        try (InputStream file = Sql.class.getResourceAsStream("/sql/" + name + ".sql")) {
            if (file == null) {
                throw new IllegalArgumentException("there is no statement " + name);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return INCLUDE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(load(found.group(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
