package dev.caravan.mailing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.client.Ids;
import dev.caravan.notification.Filters;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Mailings, as callers of {@code /api/v1/mailings} see them. Faults are {@link Problem}s. */
@Component("mailings")
public class Mailings {

    private static final List<String> STATUSES = List.of("scheduled", "running", "paused", "cancelled", "finished");

    private final MailingStore store;
    private final MailingForm form;
    private final MailingProgress progress;

    Mailings(MailingStore store, MailingForm form, MailingProgress progress) {
        this.store = store;
        this.form = form;
        this.progress = progress;
    }

    /** One page, newest first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name))
                .where("m.deleted_at is null")
                .whereGiven("status", "m.status = ?")
                .afterNumber("m.id");
        Filters.oneOf(search, "status", "status", STATUSES);
        search.timesBetween("m.start_at", "start_from", "start_to");
        int limit = search.limit();
        return Search.page(store.page(search, limit), limit);
    }

    /**
     * A mailing, and, unless {@code progress} is false, how far it is: that is counted.
     *
     * @throws Problem 404
     */
    public ObjectNode get(String id, @Nullable String progress) {
        return "false".equals(progress) ? known(id) : get(id);
    }

    /** As {@link #get(String, String)}, with its progress. */
    public ObjectNode get(String id) {
        ObjectNode view = known(id);
        view.set(
                "progress",
                progress.of(
                        Ids.parse(id, "mailing"), view.get("status").textValue().equals("running")));
        return view;
    }

    /**
     * Makes a mailing. It starts by itself when its time comes, which may be at once.
     *
     * @throws Problem 400 with all faults of the body
     */
    public ObjectNode create(@Body JsonNode body, @Variable("original") @Nullable Boolean original) {
        return get(Long.toString(store.create(draft(body, original))));
    }

    /**
     * Puts another in its place.
     *
     * @throws Problem 400, 404, or 409 if it has started
     */
    public ObjectNode replace(String id, JsonNode body, @Nullable Boolean original) {
        ObjectNode before = known(id);
        if (!store.replace(Ids.parse(id, "mailing"), draft(body, original))) {
            throw Problem.conflict(
                    "The mailing is " + before.get("status").textValue() + "; it can be changed until it starts.");
        }
        return get(id);
    }

    /**
     * Changes what the body names; null takes a value away.
     *
     * @throws Problem 400, 404, or 409 if it has started
     */
    public ObjectNode change(String id, JsonNode body, @Nullable Boolean original) {
        ObjectNode before = known(id);
        return replace(id, body.isObject() ? before.setAll((ObjectNode) body) : body, original);
    }

    /**
     * Deletes a mailing that is not under way. What was sent stays on record as deliveries of its notification, which are no
     * mailing's messages any more.
     *
     * @throws Problem 404, or 409 if it is under way
     */
    public void delete(String id) {
        known(id);
        if (!store.delete(Ids.parse(id, "mailing"))) {
            throw Problem.conflict("The mailing is under way: cancel it first.");
        }
    }

    /** Stops its sends, or keeps it from starting, until it is resumed. */
    public ObjectNode pause(String id) {
        return move(id, "paused", "scheduled", "running");
    }

    /** Goes on where it was paused; what had not started is scheduled again. */
    public ObjectNode resume(String id) {
        return move(id, "running", "paused");
    }

    /** Ends it: what has not been sent never is. */
    public ObjectNode cancel(String id) {
        return move(id, "cancelled", "scheduled", "running", "paused");
    }

    private ObjectNode move(String id, String to, String... from) {
        ObjectNode before = known(id);
        if (!store.move(Ids.parse(id, "mailing"), to, List.of(from))) {
            throw Problem.conflict("The mailing is " + before.get("status").textValue() + ".");
        }
        return get(id);
    }

    private ObjectNode known(String id) {
        return store.find(Ids.parse(id, "mailing")).orElseThrow(() -> Ids.unknown("mailing"));
    }

    MailingDraft draft(JsonNode body, @Nullable Boolean original) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        if (!Boolean.TRUE.equals(original)) {
            fields.refuseAllBut(MailingForm.FIELDS);
        }
        MailingDraft draft = form.read(fields);
        fields.check(FieldNames.CANONICAL);
        return draft;
    }
}
