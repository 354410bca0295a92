package dev.caravan.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.StreamedBody;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVRecord;
import org.springframework.stereotype.Component;

/**
 * Takes clients from a CSV file as it comes in, a batch at a time, so that it may be larger than memory. A row that is not
 * valid is refused and reported; the others are taken. To send the same file again does no harm.
 */
@Component("clientImport")
public class ClientImport {

    private static final int BATCH = 1_000;
    private static final int REPORTED = 10_000;
    /** Rows that change so much of the table that PostgreSQL should be told at once. */
    private static final int MANY = 10_000;

    private final Clients clients;
    private final ClientStore store;
    private final ObjectMapper json;
    private final MeterRegistry meters;

    ClientImport(Clients clients, ClientStore store, ObjectMapper json, MeterRegistry meters) {
        this.clients = clients;
        this.store = store;
        this.json = json;
        this.meters = meters;
    }

    /**
     * Takes the clients of the request's body.
     *
     * @return {@code created}, {@code updated}, {@code refused} (how many rows), and the first {@value #REPORTED} of the
     *     refused ones as {@code refusals}, each with its line and what is wrong with it
     * @throws Problem 400 if it is no CSV file with the columns of clients: what stands before the fault was taken
     */
    public ObjectNode take(Exchange exchange) throws IOException {
        Run run = new Run();
        try (ClientFile rows = ClientFile.open(StreamedBody.of(exchange))) {
            checkColumns(rows.columns());
            run.columns = rows.columns();
            for (ClientFile.Row row = rows.next(); row != null; row = rows.next()) {
                run.take(row.values(), row.line());
            }
        } catch (UncheckedIOException e) {
            throw run.unreadable(e.getCause());
        } catch (CSVException | IllegalArgumentException e) {
            throw run.unreadable(e);
        }
        run.store();
        if (run.stored() >= MANY) {
            store.settle();
        }
        return run.report;
    }

    private static void checkColumns(List<String> columns) {
        Map<String, List<String>> errors = new TreeMap<>();
        for (String column : columns) {
            if (!ClientCsv.column(column)) {
                errors.put(
                        column,
                        List.of("is not a column of clients: " + String.join(", ", ClientCsv.COLUMNS)
                                + " and attributes.<name>"));
            }
        }
        if (String.join("", columns).indexOf('\uFFFD') >= 0) {
            throw Problem.badRequest("The file is not UTF-8. Save it as \"CSV UTF-8\".");
        }
        if (!columns.contains("phone_number")) {
            errors.put("phone_number", List.of("is missing from the first line, which names the columns"));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    /** One file on its way in. */
    private final class Run {

        private List<String> columns = List.of();
        private final Map<String, ClientDraft> batch = new TreeMap<>();
        private final ObjectNode report =
                json.createObjectNode().put("created", 0).put("updated", 0).put("refused", 0);
        private final ArrayNode refusals = report.putArray("refusals");

        void take(CSVRecord row, long line) {
            if (row.size() == 1 && row.get(0).isBlank()) {
                return;
            }
            if (!row.isConsistent()) {
                refuse(line, List.of("has " + row.size() + " values for the columns of the first line"));
                return;
            }
            if (row.stream().anyMatch(value -> value.indexOf('\uFFFD') >= 0)) {
                refuse(line, List.of("is not UTF-8"));
                return;
            }
            try {
                ClientDraft draft = clients.draft(ClientCsv.body(row.toMap(), json), false);
                batch.put(draft.phoneNumber(), draft);
            } catch (Problem invalid) {
                List<String> reasons = new ArrayList<>();
                invalid.errors().forEach((field, why) -> reasons.add(field + " " + String.join("; ", why)));
                refuse(line, reasons);
            }
            if (batch.size() == BATCH) {
                store();
            }
        }

        private void refuse(long line, List<String> reasons) {
            add("refused", 1);
            if (refusals.size() < REPORTED) {
                ArrayNode told = refusals.addObject().put("line", line).putArray("reasons");
                reasons.forEach(told::add);
            }
        }

        private void store() {
            ClientStore.Stored stored = store.store(List.copyOf(batch.values()), columns);
            add("created", stored.created());
            add("updated", stored.replaced());
            batch.clear();
        }

        int stored() {
            return report.get("created").intValue() + report.get("updated").intValue();
        }

        private void add(String what, int number) {
            report.put(what, report.get(what).intValue() + number);
            meters.counter("caravan.clients.imported", "result", what).increment(number);
        }

        Problem unreadable(Throwable cause) {
            store();
            String where = String.valueOf(cause.getMessage()).contains("line") ? ": " + cause.getMessage() : "";
            return Problem.badRequest("This is not a CSV file (RFC 4180)" + where + ".")
                    .with("created", report.get("created").intValue())
                    .with("updated", report.get("updated").intValue())
                    .with("refused", report.get("refused").intValue())
                    .with("refusals", refusals);
        }
    }
}
