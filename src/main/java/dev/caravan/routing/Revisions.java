package dev.caravan.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The history of the routes in PostgreSQL: each set of files that was saved, by whom, and what became of it. */
@Component
class Revisions {

    private static final String SHOWN =
            "select revision, at, author, verdict, findings::text as findings, files::text as files"
                    + " from route_revisions ";
    private static final TypeReference<Map<String, String>> FILES = new TypeReference<>() {};
    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

    /** @param files path to hash */
    record Revision(Publication publication, Map<String, String> files) {}

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Revisions(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Keeps a set of files and what became of it; returns its number. */
    @Transactional
    public long add(RouteFiles files, String author, String verdict, List<Finding> findings) {
        Map<String, String> hashes = new TreeMap<>();
        files.texts().forEach((path, text) -> {
            byte[] hash = hash(text);
            hashes.put(path, HexFormat.of().formatHex(hash));
            jdbc.sql("insert into route_texts (hash, text) values (?, ?) on conflict do nothing")
                    .params(hash, text.replace("\0", "\uFFFD"))
                    .update();
        });
        return jdbc.sql("""
                        insert into route_revisions (author, verdict, findings, files, fingerprint)
                        values (?, ?, ?::jsonb, ?::jsonb, ?) returning revision
                        """)
                .params(author, verdict, write(findings), write(hashes), files.fingerprint())
                .query(Long.class)
                .single();
    }

    /** Takes back a revision that did not come to be. */
    void remove(long revision) {
        jdbc.sql("delete from route_revisions where revision = ?")
                .param(revision)
                .update();
    }

    void verdict(long revision, String verdict, List<Finding> findings) {
        jdbc.sql("update route_revisions set verdict = ?, findings = ?::jsonb where revision = ?")
                .params(verdict, write(findings), revision)
                .update();
    }

    /** The revision that other instances, or this one before its restart, know these very files by. */
    Optional<Long> published(RouteFiles files) {
        return jdbc.sql("""
                        select revision from route_revisions where fingerprint = ? and verdict = 'published'
                            and revision = (select max(revision) from route_revisions where verdict = 'published')
                        """).param(files.fingerprint()).query(Long.class).optional();
    }

    /** The number that another instance gave these very files since this one published last. */
    Optional<Long> publishedSince(long revision, RouteFiles files) {
        return jdbc.sql("""
                        select max(revision) from route_revisions
                        where fingerprint = ? and verdict = 'published' and revision > ?
                        having max(revision) is not null
                        """)
                .params(files.fingerprint(), revision)
                .query(Long.class)
                .optional();
    }

    /** The latest first, of those that meet the conditions. */
    List<Revision> list(String conditions, List<Object> values, int limit) {
        return jdbc.sql(SHOWN + "where " + conditions + " order by revision desc limit " + limit)
                .params(values)
                .query((row, n) -> revision(row))
                .list();
    }

    Optional<Revision> find(long revision) {
        return jdbc.sql(SHOWN + "where revision = ?")
                .param(revision)
                .query((row, n) -> revision(row))
                .optional();
    }

    /** The revision of these that went live last before this one. */
    Optional<Revision> before(long revision) {
        return jdbc.sql(SHOWN + "where revision < ? and verdict = 'published' order by revision desc limit 1")
                .param(revision)
                .query((row, n) -> revision(row))
                .optional();
    }

    RouteFiles files(Revision revision) {
        Map<String, String> texts = new TreeMap<>();
        revision.files()
                .forEach((path, hash) -> texts.put(
                        path,
                        jdbc.sql("select text from route_texts where hash = ?")
                                .param(HexFormat.of().parseHex(hash))
                                .query(String.class)
                                .single()));
        return new RouteFiles(new TreeMap<>(texts));
    }

    /** Which of these paths differ between a revision and the files that run now. */
    Set<String> changedSince(long revision, RouteFiles now, Set<String> paths) {
        Map<String, String> then = find(revision)
                .orElseThrow(() -> Problem.invalid("base", "is no revision"))
                .files();
        Set<String> changed = new TreeSet<>(paths);
        changed.removeIf(path -> {
            String text = now.texts().get(path);
            return Objects.equals(
                    then.get(path), text == null ? null : HexFormat.of().formatHex(hash(text)));
        });
        return changed;
    }

    /** Says which revision this instance runs now. */
    void runs(String instance, long revision) {
        jdbc.sql("""
                        insert into route_instances (instance, revision) values (?, ?)
                        on conflict (instance) do update set revision = excluded.revision, seen_at = now()
                        """).params(instance, revision).update();
        jdbc.sql("delete from route_instances where seen_at < now() - interval '1 day'")
                .update();
    }

    /** Instances that were seen within a minute, and what they run. */
    Map<String, Long> instances() {
        Map<String, Long> running = new TreeMap<>();
        jdbc.sql("select instance, revision from route_instances where seen_at > now() - interval '1 minute'")
                .query(row -> {
                    running.put(row.getString(1), row.getLong(2));
                });
        return running;
    }

    private Revision revision(ResultSet row) throws SQLException {
        try {
            return new Revision(
                    new Publication(
                            row.getLong("revision"),
                            row.getTimestamp("at").toInstant(),
                            row.getString("author"),
                            row.getString("verdict"),
                            json.readValue(row.getString("findings"), FINDINGS)),
                    json.readValue(row.getString("files"), FILES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a revision of the routes cannot be read", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
