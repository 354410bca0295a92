package dev.caravan.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.delivery.PlannedDelivery.MailingHours;
import dev.caravan.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds what is known of deliveries that are to be rehearsed: addresses, suppressions, hours. It changes nothing. */
@Component
public class DeliveryPlans {

    private static final String POSTED = Sql.load("rehearse-posted");
    private static final String STORED = Sql.load("rehearse-stored");

    private final JdbcTemplate jdbc;
    private final FactsReader facts;

    DeliveryPlans(JdbcTemplate jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.facts = new FactsReader(json);
    }

    /**
     * Deliveries that are not stored.
     *
     * @param notifications their notifications' rows, as the intake makes them
     * @param deliveries theirs; one of a mailing has {@code mailing_id} and {@code timezone} too
     */
    public List<PlannedDelivery> posted(JsonNode notifications, JsonNode deliveries) {
        return jdbc.query(POSTED, (row, n) -> plan(row), notifications.toString(), deliveries.toString());
    }

    /** The first deliveries of a stored notification; none if there is no such notification. */
    public List<PlannedDelivery> stored(UUID notification, int most) {
        return jdbc.query(STORED, (row, n) -> plan(row), notification, most, notification);
    }

    private PlannedDelivery plan(ResultSet row) throws SQLException {
        row.getLong("mailing_id");
        MailingHours mailing = row.wasNull()
                ? null
                : new MailingHours(
                        row.getString("mailing_status"),
                        row.getString("timezone"),
                        row.getString("hours"),
                        FactsReader.instant(row, "opening"));
        return new PlannedDelivery(
                facts.read(row), row.getString("status"), FactsReader.instant(row, "due_at"), mailing);
    }
}
