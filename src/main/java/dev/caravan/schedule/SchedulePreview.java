package dev.caravan.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** When a schedule would run, before there is one. */
@Component("schedulePreview")
public class SchedulePreview {

    private static final int SHOWN = 5;
    private static final int LONGEST = 255;

    private final Clock clock;

    SchedulePreview(Clock clock) {
        this.clock = clock;
    }

    /**
     * The next five times of {@code crontab_schedule} in {@code timezone}, UTC if left out.
     *
     * @throws Problem 400 naming what cannot be read
     */
    public ObjectNode next(@Body JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be an object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(Set.of("crontab_schedule", "timezone"));
        String expression = fields.text("crontab_schedule", LONGEST);
        String timezone = fields.text("timezone", LONGEST);
        ZoneId zone = ZoneOffset.UTC;
        try {
            zone = timezone == null || timezone.isBlank() ? ZoneOffset.UTC : ZoneId.of(timezone.strip());
        } catch (DateTimeException e) {
            fields.refuse("timezone", "is not a time zone like Europe/Berlin");
        }
        Cron cron = null;
        try {
            if (!fields.refused("crontab_schedule")) {
                cron = Cron.parse(expression == null ? "" : expression);
            }
        } catch (IllegalArgumentException e) {
            fields.refuse("crontab_schedule", e.getMessage());
        }
        fields.check(FieldNames.CANONICAL);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = json.putArray("next_runs");
        Optional<Instant> next = cron.next(clock.instant(), zone);
        while (next.isPresent() && runs.size() < SHOWN) {
            runs.addObject()
                    .put("at", next.get().toString())
                    .put("local", next.get().atZone(zone).toOffsetDateTime().toString());
            next = cron.next(next.get(), zone);
        }
        return json;
    }
}
