package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import dev.caravan.store.StoredJson;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers that are kept for requests that come again, and hold a person's data. */
@Component
class KeptAnswers implements PersonalData {

    private final JdbcClient jdbc;

    KeptAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "answers";
    }

    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        jdbc.sql("select answer from idempotency_keys where client_id = ?")
                .param(person.clientId())
                .query((row, n) -> StoredJson.tree(row.getString("answer")))
                .list()
                .forEach(to);
    }

    /** What comes again must not make the person known again, so that there was a request stays. */
    @Override
    public int erase(Person person) {
        return jdbc.sql("""
                update idempotency_keys set answer = json_build_object('id', client_id::bigint), client_id = null
                where client_id = ?
                """).param(person.clientId()).update();
    }
}
