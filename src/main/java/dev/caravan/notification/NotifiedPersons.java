package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import dev.caravan.store.Sql;
import dev.caravan.store.StoredJson;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was sent to a person, and is to be. */
@Component
class NotifiedPersons implements PersonalData {

    private static final int AT_A_TIME = 500;

    private static final String THEIRS = "select deliveries_of(?, ?, ?, ?, ?)";
    private final JdbcClient jdbc;
    private final String shown = Sql.load("person-deliveries");
    private final String erase = Sql.load("erase-deliveries");

    NotifiedPersons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int order() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String kind() {
        return "deliveries";
    }

    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        List<UUID> theirs = theirs(person);
        for (int i = 0; i < theirs.size(); i += AT_A_TIME) {
            jdbc.sql(shown)
                    .param(
                            "ids",
                            theirs.subList(i, Math.min(i + AT_A_TIME, theirs.size()))
                                    .toArray(UUID[]::new))
                    .query((row, n) -> StoredJson.tree(row.getString(1)))
                    .list()
                    .forEach(to);
        }
    }

    @Override
    public int erase(Person person) {
        List<UUID> theirs = theirs(person);
        for (int i = 0; i < theirs.size(); i += AT_A_TIME) {
            jdbc.sql(erase)
                    .param(
                            "ids",
                            theirs.subList(i, Math.min(i + AT_A_TIME, theirs.size()))
                                    .toArray(UUID[]::new))
                    .update();
        }
        return theirs.size();
    }

    private List<UUID> theirs(Person person) {
        return jdbc.sql(THEIRS)
                .params(person.clientId(), person.email(), person.phoneNumber(), person.telegramId(), person.userId())
                .query(UUID.class)
                .list();
    }
}
