package dev.caravan.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.StreamedAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gives all clients out as a CSV file that {@link ClientImport} takes. */
@Component("clientExport")
public class ClientExport {

    private static final int PAGE = 1_000;

    private final JdbcClient jdbc;
    private final ClientStore store;

    ClientExport(JdbcClient jdbc, ClientStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /** Makes the answer: a page after the other goes out, and no connection is held in between. */
    public void give(Exchange exchange) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        answer.setHeader(Exchange.CONTENT_TYPE, "text/csv; charset=utf-8");
        answer.setBody((StreamedAnswer) this::write);
    }

    private void write(OutputStream out) throws IOException {
        CSVFormat format = ClientCsv.format()
                .builder()
                .setHeader(ClientCsv.COLUMNS.toArray(String[]::new))
                .get();
        CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), format);
        long after = 0;
        List<ObjectNode> page;
        do {
            page = jdbc.sql(ClientStore.CLIENTS + "where c.id > ? order by c.id limit " + PAGE)
                    .param(after)
                    .query((row, n) -> store.view(row))
                    .list();
            for (ObjectNode client : page) {
                printer.printRecord(ClientCsv.row(client));
                after = client.get("id").longValue();
            }
        } while (page.size() == PAGE);
        printer.flush();
    }
}
