package dev.caravan.inbox;

import dev.caravan.person.Person;
import dev.caravan.person.PersonalRows;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The inbox of a person, with its records. */
@Component
class InboxPersons extends PersonalRows {

    InboxPersons(JdbcClient jdbc) {
        super("inbox", "inbox_records t where t.user_id = ?", "inboxes t where t.user_id = ?", jdbc);
    }

    @Override
    protected List<@Nullable Object> values(Person person) {
        return Collections.singletonList(person.userId());
    }
}
