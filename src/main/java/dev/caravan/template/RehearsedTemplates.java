package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.PermanentFault;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Templates that are given for a rehearsal and stored nowhere; they are read and rendered like all others. For one thread.
 */
public final class RehearsedTemplates implements AutoCloseable {

    /** Never the same twice, for what is parsed is kept by these numbers. */
    private static final AtomicLong VERSIONS = new AtomicLong(1L << 50);

    private final Given store;
    private final ParsedParts parts;

    private static final class Given extends TemplateStore {

        private final Map<Long, TemplateVersion> versions = new HashMap<>();
        private final Map<String, Long> current = new HashMap<>();
        private final boolean storedToo;

        private Given(JdbcClient sql, TransactionTemplate transaction, Clock clock, boolean storedToo) {
            super(sql, transaction, clock);
            this.storedToo = storedToo;
        }

        @Override
        Optional<Long> currentVersion(String slug) {
            Long given = current.get(slug);
            return given == null && storedToo ? super.currentVersion(slug) : Optional.ofNullable(given);
        }

        @Override
        TemplateVersion version(long id) {
            TemplateVersion given = versions.get(id);
            if (given != null) {
                return given;
            }
            if (storedToo) {
                return super.version(id);
            }
            throw new PermanentFault("template version " + id + " does not exist");
        }
    }

    /** @param storedToo whether those of the store are there as well */
    public RehearsedTemplates(JdbcClient sql, TransactionTemplate transaction, Clock clock, boolean storedToo) {
        this.store = new Given(sql, transaction, clock, storedToo);
        this.parts = new ParsedParts(store);
    }

    /**
     * Makes these the only ones that are given.
     *
     * @param templates bodies as {@code POST /api/v1/templates} takes them
     * @throws dev.caravan.api.Problem if one is not valid
     */
    public void give(Iterable<JsonNode> templates) {
        store.versions.clear();
        store.current.clear();
        for (JsonNode body : templates) {
            TemplateDraft draft = new TemplateForm(body, null).read(parts);
            TemplateVersion none = TemplateVersion.of(draft);
            long id = VERSIONS.incrementAndGet();
            store.versions.put(
                    id,
                    new TemplateVersion(
                            id,
                            new UUID(0, id),
                            none.slug(),
                            1,
                            none.name(),
                            none.engine(),
                            none.subject(),
                            none.content(),
                            none.variants(),
                            none.createdAt()));
            store.current.put(draft.slug(), id);
        }
    }

    /** What knows the current version of each, from now on. */
    public Templates templates() {
        return new Templates(store, parts, new TemplatePreview(renderer(), parts));
    }

    public Renderer renderer() {
        return new Renderer(store, parts);
    }

    /**
     * Which version of which template this is.
     *
     * @throws PermanentFault if there is none
     */
    public TemplateVersion version(long id) {
        return store.version(id);
    }

    /** What the FreeMarker steps of routes name as {@code templateConfiguration}. */
    public TemplateConfiguration configuration() {
        return new TemplateConfiguration(parts);
    }

    @Override
    public void close() {
        parts.destroy();
    }
}
