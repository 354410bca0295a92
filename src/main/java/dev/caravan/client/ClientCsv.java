package dev.caravan.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;

/**
 * A client as a row of a CSV file (RFC 4180): a column for each field, tags separated by {@code |}, and a column
 * {@code attributes.<name>} for each attribute.
 */
final class ClientCsv {

    /** The columns of an export, before {@code attributes}, which is JSON there. */
    static final List<String> COLUMNS = List.of(
            "phone_number",
            "operator_code",
            "operator_name",
            "tags",
            "timezone",
            "email",
            "telegram_id",
            "name",
            "attributes");

    private static final String ATTRIBUTE = "attributes.";

    /** What begins as a formula does, also behind apostrophes, so that those that were there stay. */
    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ClientCsv() {}

    /** The format of files that go out: quoted throughout, so that no cell ends before its end. */
    static CSVFormat format() {
        return CSVFormat.RFC4180
                .builder()
                .setIgnoreSurroundingSpaces(true)
                .setQuoteMode(QuoteMode.ALL)
                .setRecordSeparator("\r\n")
                .get();
    }

    /**
     * A value as a cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"): behind an apostrophe, which is how
     * spreadsheets themselves mark a text. Whole numbers stay as they are. {@link #value} is the way back.
     */
    static String cell(String value) {
        return FORMULA.matcher(value).lookingAt() && !NUMBER.matcher(value).matches() ? "'" + value : value;
    }

    /** What was made a {@link #cell}. */
    static String value(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).lookingAt() ? cell.substring(1) : cell;
    }

    static boolean column(String name) {
        return COLUMNS.contains(name) || name.startsWith(ATTRIBUTE) && name.length() > ATTRIBUTE.length();
    }

    /** The same client as a body of the API. */
    static ObjectNode body(Map<String, String> cells, ObjectMapper json) {
        Map<String, String> row = new LinkedHashMap<>();
        cells.forEach((column, cell) -> row.put(column, cell == null ? null : value(cell)));
        ObjectNode body = JSON.objectNode();
        ObjectNode attributes = JSON.objectNode();
        row.forEach((column, value) -> {
            if (value == null || value.isBlank()) {
                return;
            }
            if (column.startsWith(ATTRIBUTE)) {
                attributes.put(column.substring(ATTRIBUTE.length()), value);
            } else if (column.equals("attributes")) {
                body.set(column, tree(value, json));
            } else if (column.equals("tags")) {
                Stream.of(value.split("\\|")).filter(tag -> !tag.isBlank()).forEach(body.withArray("tags")::add);
            } else if (!column.startsWith("operator_")) {
                body.put(column, value);
            }
        });
        String code = row.get("operator_code");
        if (code != null && !code.isBlank()) {
            String name = row.get("operator_name");
            body.putObject("operator_code").put("code", code).put("name", name == null || name.isBlank() ? null : name);
        }
        if (!attributes.isEmpty()) {
            body.set(
                    "attributes",
                    body.get("attributes") instanceof ObjectNode given ? given.setAll(attributes) : attributes);
        }
        return body;
    }

    /** A client of the API as the values of {@link #COLUMNS}. */
    static List<String> row(JsonNode client) {
        JsonNode operator = client.path("operator_code");
        String tags = StreamSupport.stream(client.path("tags").spliterator(), false)
                .map(tag -> tag.path("name").asText())
                .collect(Collectors.joining("|"));
        return Stream.of(
                        client.path("phone_number").asText(),
                        operator.path("code").asText(""),
                        text(operator, "name"),
                        tags,
                        client.path("timezone").asText(),
                        text(client, "email"),
                        text(client, "telegram_id"),
                        text(client, "name"),
                        client.path("attributes").isObject()
                                ? client.get("attributes").toString()
                                : "")
                .map(ClientCsv::cell)
                .toList();
    }

    private static String text(JsonNode object, String field) {
        String text = object.path(field).textValue();
        return text == null ? "" : text;
    }

    /** What is no JSON stays a text, which is then refused as no object. */
    private static JsonNode tree(String value, ObjectMapper json) {
        try {
            return json.readTree(value);
        } catch (JsonProcessingException e) {
            return JSON.textNode(value);
        }
    }
}
