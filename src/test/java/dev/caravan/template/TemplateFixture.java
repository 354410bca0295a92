package dev.caravan.template;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The package as the application wires it, on a database of its own. */
final class TemplateFixture implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final DataSource database;
    final JdbcClient sql;
    final ParsedParts parts;
    final Renderer renderer;
    final Templates templates;

    TemplateFixture() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(database).load().migrate();
        sql = JdbcClient.create(database);
        TemplateStore store = store();
        parts = new ParsedParts(store);
        renderer = new Renderer(store, parts);
        templates = new Templates(store, parts, new TemplatePreview(renderer, parts));
    }

    private TemplateStore store() {
        return new TemplateStore(
                JdbcClient.create(database),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                Clock.systemUTC());
    }

    /** A second instance of the application on the same database. */
    Templates otherInstance() {
        TemplateStore store = store();
        ParsedParts otherParts = new ParsedParts(store);
        return new Templates(store, otherParts, new TemplatePreview(new Renderer(store, otherParts), otherParts));
    }

    /** Makes a template and returns the id of its version. */
    long create(String slug, String body) {
        var json = (ObjectNode) json(body);
        templates.create(json.put("slug", slug).put("name", slug));
        return currentVersion(slug);
    }

    long currentVersion(String slug) {
        Long id = templates.currentVersion(slug);
        if (id == null) {
            throw new AssertionError("no template " + slug);
        }
        return id;
    }

    /** Puts a version into the table as if the checks at saving did not exist. */
    long smuggle(String engine, String content) {
        return sql.sql("""
            with t as (insert into templates (slug, name, engine_chosen, created_at, updated_at)
                       values ('smuggled', 'smuggled', true, now(), now())
                       on conflict (slug) where deleted_at is null do update set name = 'smuggled'
                       returning id)
            insert into template_versions (template_id, version, name, engine, content, variants, created_at)
            select id, (select count(*) + 1 from template_versions), 'smuggled', ?, ?, '{}', now() from t
            returning id\
            """).param(engine).param(content).query(Long.class).single();
    }

    String text(long version, Map<String, ?> context) {
        return renderer.render(version, "sms", context).text();
    }

    static JsonNode json(String text) {
        try {
            return JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .build()
                    .readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        parts.destroy();
        postgres.close();
    }
}
