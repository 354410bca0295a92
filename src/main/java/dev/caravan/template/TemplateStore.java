package dev.caravan.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Templates and their versions in the database. */
@Component
class TemplateStore {

    private static final JsonMapper JSON = new JsonMapper();

    /** In characters of text, over all versions kept in memory. */
    private static final long MAX_WEIGHT = 8L * 1024 * 1024;

    private static final String TEMPLATES = """
        select t.slug, t.engine_chosen, t.created_at as template_created_at, t.updated_at, v.*
        from templates t join template_versions v on v.id = t.current_version_id
        where t.deleted_at is null\s\
        """;

    private static final String VERSIONS =
            "select t.slug, v.* from template_versions v join templates t on t.id = v.template_id ";

    private static final String USES = Sql.load("template-uses");

    /**
     * Something that needs a template.
     *
     * @param kind {@code mailing} or {@code periodic_task}
     */
    record Use(String kind, String id, @Nullable String name) {

        @Override
        public String toString() {
            return kind.replace('_', ' ') + " " + id + (name == null ? "" : " (" + name + ")");
        }
    }

    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Cache<Long, TemplateVersion> versions = Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher((Long id, TemplateVersion version) -> 500
                    + version.content().length()
                    + version.variants().values().stream()
                            .mapToInt(String::length)
                            .sum())
            .build();

    TemplateStore(JdbcClient sql, TransactionTemplate transaction, Clock clock) {
        this.sql = sql;
        this.transaction = transaction;
        this.clock = clock;
    }

    Optional<StoredTemplate> find(String slug) {
        return sql.sql(TEMPLATES + "and t.slug = ?")
                .param(slug)
                .query(this::readTemplate)
                .optional();
    }

    List<StoredTemplate> all() {
        return sql.sql(TEMPLATES + "order by t.slug").query(this::readTemplate).list();
    }

    /** All versions of a template that is not deleted, the newest first; none if there is no such template. */
    List<TemplateVersion> versions(String slug) {
        return sql.sql(VERSIONS + "where t.slug = ? and t.deleted_at is null order by v.version desc")
                .param(slug)
                .query(this::readVersion)
                .list();
    }

    /** A version of a template that is not deleted, by its number. */
    Optional<TemplateVersion> version(String slug, int number) {
        return sql.sql(VERSIONS + "where t.slug = ? and v.version = ? and t.deleted_at is null")
                .params(slug, number)
                .query(this::readVersion)
                .optional();
    }

    Optional<Long> currentVersion(String slug) {
        return sql.sql("select current_version_id from templates where slug = ? and deleted_at is null")
                .param(slug)
                .query(Long.class)
                .optional();
    }

    Optional<String> slug(UUID templateId) {
        return sql.sql("select slug from templates where id = ? and deleted_at is null")
                .param(templateId)
                .query(String.class)
                .optional();
    }

    /**
     * A version, whether its template still exists or not.
     *
     * @throws PermanentFault if there is no such version
     * @throws TemporaryFault if the database cannot be asked
     */
    TemplateVersion version(long id) {
        TemplateVersion cached = versions.getIfPresent(id);
        if (cached != null) {
            return cached;
        }
        try {
            TemplateVersion loaded = sql.sql(VERSIONS + "where v.id = ?")
                    .param(id)
                    .query(this::readVersion)
                    .optional()
                    .orElseThrow(() -> new PermanentFault("template version " + id + " does not exist"));
            versions.put(id, loaded);
            return loaded;
        } catch (DataAccessException e) {
            throw new TemporaryFault("the template could not be read from the database", e);
        }
    }

    /** @return empty if the slug is taken */
    Optional<StoredTemplate> create(TemplateDraft draft) {
        return transaction.execute(status -> {
            Timestamp now = now();
            Optional<UUID> id = sql.sql("""
                insert into templates (slug, name, engine_chosen, created_at, updated_at)
                values (:slug, :name, :chosen, :now, :now)
                on conflict (slug) where deleted_at is null do nothing
                returning id\
                """)
                    .param("slug", draft.slug())
                    .param("name", draft.name())
                    .param("chosen", draft.engineChosen())
                    .param("now", now)
                    .query(UUID.class)
                    .optional();
            id.ifPresent(templateId -> addVersion(templateId, draft, now));
            return id.flatMap(templateId -> find(draft.slug()));
        });
    }

    /**
     * Changes a template under a lock, so that two changes at once both count.
     *
     * @return empty if there is no such template
     */
    Optional<StoredTemplate> update(String slug, Change change) {
        return transaction.execute(status -> {
            Optional<UUID> id = sql.sql("select id from templates where slug = ? and deleted_at is null for update")
                    .param(slug)
                    .query(UUID.class)
                    .optional();
            if (id.isEmpty()) {
                return Optional.empty();
            }
            StoredTemplate before = find(slug).orElseThrow();
            TemplateDraft draft = change.apply(before);
            if (draft.equals(before.draft())) {
                return Optional.of(before);
            }
            addVersion(id.get(), draft, now());
            return find(slug);
        });
    }

    /** What a template is still needed for; a few, if there is much. */
    List<Use> uses(String slug) {
        return sql.sql(USES)
                .param("slug", slug)
                .query((row, n) -> new Use(row.getString("kind"), row.getString("id"), row.getString("name")))
                .list();
    }

    /** @return whether there was such a template */
    boolean delete(String slug) {
        return sql.sql("update templates set deleted_at = ? where slug = ? and deleted_at is null")
                        .param(now())
                        .param(slug)
                        .update()
                == 1;
    }

    private void addVersion(UUID templateId, TemplateDraft draft, Timestamp now) {
        sql.sql("""
            with added as (
                insert into template_versions
                    (template_id, version, name, engine, subject, content, variants, created_at)
                select :template, coalesce(max(version), 0) + 1, :name, :engine, :subject, :content,
                       :variants::jsonb, :now
                from template_versions where template_id = :template
                returning id)
            update templates set current_version_id = added.id, name = :name, engine_chosen = :chosen,
                                 updated_at = :now
            from added where templates.id = :template\
            """)
                .param("template", templateId)
                .param("name", draft.name())
                .param("engine", draft.engine().key())
                .param("subject", draft.subject())
                .param("content", draft.content())
                .param("variants", json(draft.variants()))
                .param("chosen", draft.engineChosen())
                .param("now", now)
                .update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private StoredTemplate readTemplate(ResultSet row, int number) throws SQLException {
        return new StoredTemplate(
                readVersion(row, number),
                row.getBoolean("engine_chosen"),
                row.getTimestamp("template_created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private TemplateVersion readVersion(ResultSet row, int number) throws SQLException {
        return new TemplateVersion(
                row.getLong("id"),
                row.getObject("template_id", UUID.class),
                row.getString("slug"),
                row.getInt("version"),
                row.getString("name"),
                Engine.valueOf(row.getString("engine").toUpperCase(Locale.ROOT)),
                row.getString("subject"),
                row.getString("content"),
                variants(row.getString("variants")),
                row.getTimestamp("created_at").toInstant());
    }

    private static String json(Map<String, String> variants) {
        try {
            return JSON.writeValueAsString(variants);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> variants(String json) throws SQLException {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("the variants of a template are not an object of texts", e);
        }
    }

    /** Makes the new state of a template from the old one. */
    interface Change {
        TemplateDraft apply(StoredTemplate before);
    }
}
