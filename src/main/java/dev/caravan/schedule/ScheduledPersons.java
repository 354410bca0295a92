package dev.caravan.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import dev.caravan.store.StoredJson;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The recipients of periodic tasks that are a person. The tasks go on without them. */
@Component
class ScheduledPersons implements PersonalData {

    private static final String THEIRS = """
            (lower(r ->> 'email') = lower(:email) or r ->> 'phone_number' = :phone or r ->> 'telegram_id' = :telegram
             or r ->> 'user_id' = :user or r ->> 'client_id' = :client)
            """;
    private static final String NAMED = """
            from periodic_tasks t cross join lateral jsonb_array_elements(
                case when t.definition::jsonb ? 'recipients' and jsonb_typeof(t.definition::jsonb -> 'recipients') = 'array'
                     then t.definition::jsonb -> 'recipients' else '[]' end) r
            where\s""".replace(" ? ", " ?? ");

    private final JdbcClient jdbc;

    ScheduledPersons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "periodic_tasks";
    }

    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        bound("select jsonb_build_object('id', t.id, 'name', t.name, 'recipient', r) " + NAMED + THEIRS, person)
                .query((row, n) -> StoredJson.tree(row.getString(1)))
                .list()
                .forEach(to);
    }

    @Override
    public int erase(Person person) {
        return bound("""
                        update periodic_tasks p
                        set definition = jsonb_set(p.definition::jsonb, '{recipients}',
                                (select coalesce(jsonb_agg(r), '[]')
                                 from jsonb_array_elements(p.definition::jsonb -> 'recipients') r
                                 where %s is not true))::json
                        where p.id in (select t.id %s)
                        """.formatted(THEIRS, NAMED + THEIRS), person).update();
    }

    private JdbcClient.StatementSpec bound(String sql, Person person) {
        return jdbc.sql(sql)
                .param("email", person.email())
                .param("phone", person.phoneNumber())
                .param("telegram", person.telegramId())
                .param("user", person.userId())
                .param("client", person.clientId());
    }
}
