package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.client.VocabularyStore.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Headers;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** The tags and the operators that clients are chosen by, as callers of the API see them. Faults are {@link Problem}s. */
@Component("vocabulary")
public class Vocabulary {

    private static final int MAX_NAME = 200;

    private final VocabularyStore store;

    Vocabulary(VocabularyStore store) {
        this.store = store;
    }

    /** One page, newest first. */
    public ObjectNode list(Kind kind, @Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).afterNumber("id");
        int limit = search.limit();
        List<ObjectNode> items = store.page(kind, search, limit).stream()
                .map(word -> view(kind, word))
                .toList();
        return Search.page(items, limit);
    }

    /** @throws Problem 404 */
    public ObjectNode get(Kind kind, String id) {
        return store.find(kind, Ids.parse(id, kind.word()))
                .map(word -> view(kind, word))
                .orElseThrow(() -> Ids.unknown(kind.word()));
    }

    /** The id of the tag with this name, or of the operator with this code; empty if there is none. */
    public Optional<Long> id(Kind kind, String key) {
        return store.id(kind, key);
    }

    /** @throws Problem 400, or 409 if it is there already */
    public ObjectNode create(Kind kind, JsonNode body) {
        Word draft = read(kind, body);
        return store.create(kind, draft).map(word -> view(kind, word)).orElseThrow(() -> taken(kind));
    }

    /**
     * Changes what the body names; its clients keep it under its new name.
     *
     * @throws Problem 400, 404, or 409 if another has the name
     */
    public ObjectNode change(Kind kind, String id, JsonNode body) {
        ObjectNode after = get(kind, id);
        if (body.isObject()) {
            after.setAll((ObjectNode) body);
        }
        return replace(kind, id, body.isObject() ? after : body);
    }

    /** @throws Problem 400, 404, or 409 if another has the name */
    public ObjectNode replace(Kind kind, String id, JsonNode body) {
        long number = Ids.parse(id, kind.word());
        try {
            return store.update(kind, number, read(kind, body))
                    .map(word -> view(kind, word))
                    .orElseThrow(() -> Ids.unknown(kind.word()));
        } catch (DuplicateKeyException e) {
            throw taken(kind);
        }
    }

    /**
     * Deletes it, and takes it from its clients.
     *
     * @throws Problem 404, or 409 if a mailing that has not ended chooses by it: without it, it would go to more people
     */
    public void delete(Kind kind, String id) {
        long number = Ids.parse(id, kind.word());
        store.mailingWith(kind, number).ifPresent(mailing -> {
            throw Problem.conflict("Mailing " + mailing + " chooses its clients by it.");
        });
        if (!store.delete(kind, number)) {
            throw Ids.unknown(kind.word());
        }
    }

    private static Word read(Kind kind, JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(kind == Kind.TAG ? Set.of("id", "name") : Set.of("id", "code", "name"));
        JsonNode given = fields.get(kind.key());
        if (given == null) {
            fields.refuse(kind.key(), "is required");
        }
        String key = given == null
                ? ""
                : Names.read(fields, given, kind.key(), kind.key()).orElse("");
        String name = kind == Kind.TAG ? null : fields.line("name", MAX_NAME);
        fields.check(FieldNames.CANONICAL);
        return new Word(0, key, name);
    }

    private static ObjectNode view(Kind kind, Word word) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("id", word.id());
        view.put(kind.key(), word.key());
        return kind == Kind.TAG ? view : view.put("name", word.name());
    }

    private static Problem taken(Kind kind) {
        return Problem.conflict("Another " + kind.word() + " has this " + kind.key() + ".");
    }
}
