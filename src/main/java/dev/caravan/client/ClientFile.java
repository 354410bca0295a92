package dev.caravan.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of clients that is being read. What separates its columns is told by its first line: a comma, a semicolon, as
 * spreadsheets write where the comma is the decimal mark, or a tab. What is not UTF-8 reads as U+FFFD.
 */
final class ClientFile implements AutoCloseable {

    /** A row, and the line that it begins on, the first of the file being 1: a quoted value may be several lines long. */
    record Row(CSVRecord values, long line) {}

    private static final int LONGEST_HEADER = 65_536;

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;

    private ClientFile(CSVParser parser) {
        this.parser = parser;
        this.records = parser.iterator();
    }

    /** @throws IOException also if the first line is not CSV */
    static ClientFile open(InputStream body) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), LONGEST_HEADER);
        text.mark(1);
        // Spreadsheets begin a file in UTF-8 with a byte order mark.
        if (text.read() != '\uFEFF') {
            text.reset();
        }
        text.mark(LONGEST_HEADER);
        String header = header(text);
        text.reset();
        String delimiter = Stream.of(",", ";", "\t")
                .reduce((one, other) -> known(header, other) > known(header, one) ? other : one)
                .orElseThrow();
        return new ClientFile(format(delimiter)
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(text));
    }

    private static CSVFormat format(String delimiter) {
        return ClientCsv.format().builder().setDelimiter(delimiter).get();
    }

    /** The first line; a line break inside quotes does not end it. */
    private static String header(Reader text) throws IOException {
        StringBuilder header = new StringBuilder();
        boolean quoted = false;
        for (int next = text.read(); next >= 0 && header.length() < LONGEST_HEADER - 1; next = text.read()) {
            quoted ^= next == '"';
            if (!quoted && (next == '\n' || next == '\r')) {
                break;
            }
            header.append((char) next);
        }
        return header.toString();
    }

    /** How many of the columns are columns of clients, if this separates them. */
    private static long known(String header, String delimiter) {
        try (CSVParser parser = CSVParser.parse(header, format(delimiter))) {
            return parser.stream()
                    .flatMap(CSVRecord::stream)
                    .filter(ClientCsv::column)
                    .count();
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return 0;
        }
    }

    List<String> columns() {
        return parser.getHeaderNames();
    }

    /**
     * The next row; null after the last.
     *
     * @throws UncheckedIOException if what follows is not CSV
     */
    @Nullable
    Row next() {
        long before = parser.getCurrentLineNumber();
        return records.hasNext() ? new Row(records.next(), before + 1) : null;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
