package dev.caravan.receipt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.receipt.Receipt.Status;
import dev.caravan.store.Sql;
import dev.caravan.suppression.Suppression;
import dev.caravan.suppression.Suppression.Reason;
import dev.caravan.suppression.Suppressions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns {@code sent} into {@code delivered} or {@code failed}, and suppresses addresses that bounced or complained. The same
 * receipt changes nothing a second time. One that comes before the record of its message waits, for a day at most.
 */
@Component("receipts")
public class Receipts {

    private static final String TAKE = Sql.load("receipts");
    private static final String DUE = """
            select id, provider, reference, delivery_id, status, error, at, received_at < now() - interval '1 day' as old
            from receipts_waiting where due_at <= now() order by due_at limit 500 for update skip locked
            """;
    private static final String AGAIN = """
            update receipts_waiting
            set tries = tries + 1, due_at = now() + least(interval '1 hour', interval '2 seconds' * power(2, tries + 1))
            where id = any(?)
            """;
    private static final int MAX_ERROR = 500;

    private final JdbcClient jdbc;
    private final Suppressions suppressions;
    private final TransactionTemplate transaction;
    private final MeterRegistry meters;

    /**
     * What became of a receipt.
     *
     * @param result {@code delivered} or {@code failed}, if it changed the delivery to this; {@code noted} if it is in the
     *     history alone; {@code repeated} if it told nothing new; {@code waiting} if its message is not known yet;
     *     {@code unknown} if it never will be
     * @param deliveryId null if none was found
     */
    public record Taken(String result, @Nullable UUID deliveryId) {}

    private record Row(int number, Taken taken, @Nullable Suppression suppression) {}

    private record Waiting(long id, String provider, Receipt receipt, boolean old) {}

    Receipts(
            JdbcClient jdbc, Suppressions suppressions, PlatformTransactionManager transactions, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.suppressions = suppressions;
        this.transaction = new TransactionTemplate(transactions);
        this.meters = meters;
    }

    /** Takes receipts of one provider, all or none, and says what became of each, in their order. */
    public List<Taken> take(String provider, List<Receipt> receipts) {
        List<Taken> taken = transaction.execute(status -> store(provider, receipts));
        List<Taken> results = taken == null ? List.of() : taken;
        results.forEach(each -> count(provider, each.result(), 1));
        return results;
    }

    /** Tries the receipts again whose messages were not known before. */
    public void matchWaiting() {
        transaction.executeWithoutResult(status -> {
            List<Waiting> due = jdbc.sql(DUE).query((row, n) -> waiting(row)).list();
            List<Long> done = new ArrayList<>();
            List<Long> again = new ArrayList<>();
            for (Waiting each : due) {
                Taken taken = store(each.provider(), List.of(each.receipt())).get(0);
                boolean open = taken.result().equals("waiting");
                (open && !each.old() ? again : done).add(each.id());
                if (!open || each.old()) {
                    count(each.provider(), open ? "unknown" : taken.result(), 1);
                }
            }
            jdbc.sql(AGAIN).param(again.toArray(Long[]::new)).update();
            jdbc.sql("delete from receipts_waiting where id = any(?)")
                    .param(done.toArray(Long[]::new))
                    .update();
        });
    }

    /** Counts what cannot be read. */
    void unreadable(String provider) {
        count(provider, "unreadable", 1);
    }

    private List<Taken> store(String provider, List<Receipt> receipts) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Receipt receipt : receipts) {
            rows.add(row(rows.size(), provider, receipt));
        }
        List<Row> stored = jdbc.sql(TAKE)
                .param(rows.toString())
                .query((row, n) -> stored(row))
                .list();
        suppressions.add(stored.stream()
                .filter(row -> row.suppression() != null)
                .map(Row::suppression)
                .toList());
        return stored.stream().map(Row::taken).toList();
    }

    private static ObjectNode row(int number, String provider, Receipt receipt) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("n", number)
                .put("provider", provider)
                .put("reference", receipt.reference())
                .put(
                        "delivery_id",
                        receipt.deliveryId() == null
                                ? null
                                : receipt.deliveryId().toString())
                .put("channel", receipt.channel())
                .put("status", receipt.status().toString())
                .put("error", words(receipt.error()))
                .put("at", receipt.at() == null ? null : receipt.at().toString());
    }

    private static @Nullable String words(@Nullable String error) {
        if (error == null || error.isBlank()) {
            return null;
        }
        String words = error.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return words.length() > MAX_ERROR ? words.substring(0, MAX_ERROR) : words;
    }

    private static Row stored(ResultSet row) throws SQLException {
        Taken taken = new Taken(row.getString("result"), row.getObject("id", UUID.class));
        Reason reason = switch (row.getString("status")) {
            case "bounced" -> Reason.BOUNCED;
            case "complained" -> Reason.COMPLAINED;
            case "unsubscribed" -> Reason.UNSUBSCRIBED;
            default -> null;
        };
        String address = address(row);
        Suppression suppression = reason == null || address == null || !row.getBoolean("fresh")
                ? null
                : Suppression.of(row.getString("channel"), address, reason, detail(row));
        return new Row(row.getInt("n"), taken, suppression);
    }

    /** The provider's words, or else who said it. */
    private static String detail(ResultSet row) throws SQLException {
        String error = row.getString("error");
        return error != null ? error : "receipt of " + row.getString("provider") + ": " + row.getString("status");
    }

    /** The address that the message went to. */
    private static @Nullable String address(ResultSet row) throws SQLException {
        String channel = row.getString("channel");
        if (channel == null) {
            return null;
        }
        return switch (channel) {
            case "email" -> row.getString("email");
            case "sms" -> row.getString("phone_number");
            case "telegram" -> row.getString("telegram_id");
            default -> row.getString("user_id");
        };
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("at");
        Receipt receipt = new Receipt(
                row.getString("reference"),
                row.getObject("delivery_id", UUID.class),
                null,
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("error"),
                at == null ? null : at.toInstant());
        return new Waiting(row.getLong("id"), row.getString("provider"), receipt, row.getBoolean("old"));
    }

    private void count(String provider, String result, int number) {
        Counter.builder("caravan.receipts")
                .description("Receipts of providers, by what became of them")
                .tag("provider", provider)
                .tag("result", result)
                .register(meters)
                .increment(number);
    }
}
