package dev.caravan.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Problems;
import dev.caravan.store.TimeOrderedId;
import dev.caravan.template.Templates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The steps of a run, around the task's own route. */
@Component("taskRuns")
class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    /** As many as one notification may have. */
    private static final int PAGE = 10_000;

    private static final int LEASE_SECONDS = 60;
    private static final int PAUSE_SECONDS = 5;

    /** What made a step idempotent is forgotten a day after it. */
    private static final Duration LONGEST = Duration.ofHours(23);

    private final RunStore store;
    private final PeriodicTaskStore periodicTasks;
    private final Tasks tasks;
    private final Templates templates;
    private final ObjectProvider<Audiences> audiences;
    private final Problems problems;
    private final MeterRegistry meters;
    private final Clock clock;

    Runs(
            RunStore store,
            PeriodicTaskStore periodicTasks,
            Tasks tasks,
            Templates templates,
            ObjectProvider<Audiences> audiences,
            Problems problems,
            MeterRegistry meters,
            Clock clock) {
        this.store = store;
        this.periodicTasks = periodicTasks;
        this.tasks = tasks;
        this.templates = templates;
        this.audiences = audiences;
        this.problems = problems;
        this.meters = meters;
        this.clock = clock;
    }

    /** The next run that waits, or null. */
    public @Nullable Run claim() {
        return store.claim().orElse(null);
    }

    /**
     * Sets what a task's route may speak of; see routes/README.md.
     *
     * @throws Problem if the task cannot be run as it is
     */
    public void open(@Body Run run, Exchange exchange) {
        exchange.setVariable("run", run);
        // The exchange goes on from the run before, and its variables with it.
        exchange.setVariable("notification", null);
        exchange.setVariable("from", null);
        PeriodicTask task = periodicTasks
                .find(run.periodicTaskId())
                .orElseThrow(() -> Problem.notFound("The periodic task was deleted."));
        String slug =
                tasks.slug(task.taskId()).orElseThrow(() -> Problem.notFound("No route is for this task any more."));
        String template = templates.slugOf(task.templateId());
        if (template == null) {
            throw Problem.notFound("The template was deleted.");
        }
        exchange.setVariable("task", slug);
        exchange.setVariable("definition", task.definition());
        exchange.setVariable("periodicTaskId", task.id().toString());
        exchange.setVariable("fireTime", run.fireTime().toString());
        exchange.setVariable("templateSlug", template);
        exchange.setVariable("caller", "schedule");
        exchange.setVariable("dialect", "schedule");
        exchange.setVariable("page", 0);
        exchange.setVariable("more", true);
    }

    /**
     * Sets the body to what the task is about, with up to 10 000 recipients, and the variable {@code idempotencyKey} to what
     * is the same each time this part of this run is done. A large audience comes in several parts: {@code more} says so.
     */
    public void next(
            @Variable("definition") ObjectNode definition,
            @Variable("run") Run run,
            @Variable("page") int page,
            @Variable("from") @Nullable String from,
            Exchange exchange) {
        store.hold(run.id(), LEASE_SECONDS);
        ObjectNode body = definition.deepCopy();
        exchange.setVariable("more", false);
        if (definition.path("audience").isObject()) {
            Audiences known = audiences.getIfAvailable();
            if (known == null) {
                throw Problem.badRequest("An audience is not available.");
            }
            Audiences.Page people = known.page((ObjectNode) definition.get("audience"), from, PAGE);
            ArrayNode recipients = JsonNodeFactory.instance.arrayNode().addAll(people.recipients());
            body.set("recipients", recipients);
            exchange.setVariable("from", people.next());
            exchange.setVariable("more", people.next() != null);
        }
        exchange.setVariable("idempotencyKey", "run-" + run.id() + "-" + page);
        exchange.setVariable("page", page + 1);
        exchange.getMessage().setBody(body);
    }

    /** Remembers the notification that a part of the run made, if it made one. */
    public void note(@Body @Nullable Object answer, Exchange exchange) {
        if (exchange.getVariable("notification") == null && answer instanceof JsonNode made) {
            TimeOrderedId.parse(made.path("id").asText()).ifPresent(id -> exchange.setVariable("notification", id));
        }
    }

    /** Notes that the run is done. */
    public void succeeded(@Variable("run") Run run, Exchange exchange) {
        finish(run, "ok", exchange.getVariable("notification", UUID.class), null);
    }

    /** Notes why the run failed; unless it was for the store, or something else that passes: then it is tried again. */
    public void failed(@Variable("run") Run run, Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean young = clock.instant().isBefore(run.createdAt().plus(LONGEST));
        if (problems.temporary(exchange) && young) {
            LOG.warn("Run {} of periodic task {} will be tried again", run.id(), run.periodicTaskId());
            store.hold(run.id(), PAUSE_SECONDS);
            return;
        }
        String why = problems.of(failure).detail();
        LOG.warn("Run {} of periodic task {} failed: {}", run.id(), run.periodicTaskId(), why);
        finish(run, "failed", exchange.getVariable("notification", UUID.class), why);
    }

    private void finish(Run run, String result, @Nullable UUID notification, @Nullable String error) {
        store.finish(run, result, notification, error);
        Counter.builder("caravan.periodic.tasks.runs")
                .description("Runs of periodic tasks, by how they ended")
                .tag("result", result)
                .register(meters)
                .increment();
    }
}
