package dev.caravan.webhook;

import dev.caravan.person.Person;
import dev.caravan.person.PersonalRows;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What endpoints were told, or are to be, of deliveries to a person. */
@Component
class ToldPersons extends PersonalRows {

    private static final String ROWS = """
            webhook_deliveries t where (t.notification_id, t.delivery_id) in (
                select notification_id, id from deliveries where id in (select deliveries_of(?, ?, ?, ?, ?)))
            """;

    ToldPersons(JdbcClient jdbc) {
        super("webhooks", ROWS, jdbc);
    }

    @Override
    protected List<@Nullable Object> values(Person person) {
        return Arrays.asList(
                person.clientId(), person.email(), person.phoneNumber(), person.telegramId(), person.userId());
    }
}
