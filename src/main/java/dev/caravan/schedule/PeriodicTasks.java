package dev.caravan.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.store.TimeOrderedId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Periodic tasks, as callers of {@code /api/v1/periodic-tasks} see them. Answers are JSON, faults are {@link Problem}s. */
@Component("periodicTasks")
class PeriodicTasks {

    private static final int SHOWN_RUNS = 20;

    private final PeriodicTaskForm form;
    private final PeriodicTaskStore store;
    private final RunStore runs;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PeriodicTasks(
            PeriodicTaskForm form,
            PeriodicTaskStore store,
            RunStore runs,
            TransactionTemplate transaction,
            Clock clock) {
        this.form = form;
        this.store = store;
        this.runs = runs;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @throws Problem 400 with all faults of the body; 404 for an unknown task or template; 409 if the name is taken */
    public ObjectNode create(JsonNode body) {
        ObjectNode definition = form.read(body);
        Instant now = now();
        PeriodicTask task = new PeriodicTask(TimeOrderedId.at(now), definition, next(definition, now), now, now);
        unlessTaken(task, () -> store.add(task));
        return shown(task);
    }

    /** Changes what the body names, and plans anew if that concerns its times. */
    public ObjectNode update(String id, JsonNode body) {
        return transaction.execute(status -> {
            PeriodicTask before = store.lock(known(id)).orElseThrow(PeriodicTasks::unknown);
            ObjectNode definition = form.read(body, before.definition());
            Instant now = now();
            Instant next = before.keepsTimeOf(definition) ? before.nextRunAt() : next(definition, now);
            PeriodicTask after = new PeriodicTask(before.id(), definition, next, before.createdAt(), now);
            unlessTaken(after, () -> store.change(after));
            return shown(after);
        });
    }

    /** Deletes a task with its runs. What they sent stays. */
    public void delete(String id) {
        if (!store.delete(known(id))) {
            throw unknown();
        }
    }

    public ObjectNode get(String id) {
        return shown(store.find(known(id)).orElseThrow(PeriodicTasks::unknown));
    }

    /** One page of tasks, the newest first, without their runs. */
    public ObjectNode list(Exchange exchange) {
        Search search = new Search(name -> exchange.getMessage().getHeader(name, String.class));
        int limit = search.limit();
        search.after("id");
        List<PeriodicTask> found = store.list(search.conditions(), search.values(), limit + 1);
        List<PeriodicTask> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        page.forEach(task -> items.add(task.json()));
        return answer.put(
                "next_cursor",
                found.size() > limit ? page.get(page.size() - 1).id().toString() : null);
    }

    /** Has a task run now, also one that rests. */
    public ObjectNode run(String id) {
        return transaction.execute(status -> {
            PeriodicTask task = store.lock(known(id)).orElseThrow(PeriodicTasks::unknown);
            return runs.ask(task.id()).json();
        });
    }

    static @Nullable Instant next(ObjectNode definition, Instant now) {
        return definition.get("enabled").booleanValue()
                ? Cron.parse(definition.get("crontab_schedule").textValue())
                        .next(now, ZoneId.of(definition.get("timezone").textValue()))
                        .orElse(null)
                : null;
    }

    private ObjectNode shown(PeriodicTask task) {
        ObjectNode json = task.json();
        ArrayNode last = json.putArray("runs");
        runs.last(task.id(), SHOWN_RUNS).forEach(run -> last.add(run.json()));
        return json;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void unlessTaken(PeriodicTask task, Runnable change) {
        try {
            change.run();
        } catch (DuplicateKeyException e) {
            throw Problem.conflict("A periodic task with the name " + task.name() + " exists already.");
        }
    }

    private static UUID known(String id) {
        return TimeOrderedId.parse(id).orElseThrow(PeriodicTasks::unknown);
    }

    private static Problem unknown() {
        return Problem.notFound("There is no such periodic task.");
    }
}
