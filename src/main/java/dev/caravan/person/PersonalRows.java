package dev.caravan.person;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.store.Sql;
import dev.caravan.store.StoredJson;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of one table that are about one person and nobody else. They are deleted, and shown as
 * {@code sql/person-<kind>.sql} says: an expression over the row, which is called {@code t}.
 */
public abstract class PersonalRows implements PersonalData {

    private final String kind;
    private final String rows;
    private final String shown;
    private final JdbcClient jdbc;

    /** @param rows the table, its name for the condition, and the condition: {@code things t where t.owner = ?} */
    protected PersonalRows(String kind, String rows, JdbcClient jdbc) {
        this.kind = kind;
        this.rows = rows;
        this.shown = Sql.load("person-" + kind);
        this.jdbc = jdbc;
    }

    /** What is bound to the condition. */
    protected abstract List<@Nullable Object> values(Person person);

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final void show(Person person, Consumer<JsonNode> to) {
        jdbc.sql("select " + shown + " from " + rows + " order by t.id")
                .params(values(person))
                .query((row, n) -> StoredJson.tree(row.getString(1)))
                .list()
                .forEach(to);
    }

    @Override
    public final int erase(Person person) {
        return jdbc.sql("delete from " + rows).params(values(person)).update();
    }
}
