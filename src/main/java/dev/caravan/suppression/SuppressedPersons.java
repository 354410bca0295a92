package dev.caravan.suppression;

import dev.caravan.person.Person;
import dev.caravan.person.PersonalRows;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Why a person gets nothing any more. */
@Component
class SuppressedPersons extends PersonalRows {

    SuppressedPersons(JdbcClient jdbc) {
        super("suppressions", "suppressions t where t.address in (lower(?), ?, ?, ?)", jdbc);
    }

    @Override
    protected List<@Nullable Object> values(Person person) {
        return Arrays.asList(person.email(), person.phoneNumber(), person.telegramId(), person.userId());
    }
}
