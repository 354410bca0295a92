package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns times that have come into runs. The run of a time, and the next time, are stored in one transaction, under a unique
 * key: however many instances look at once, and however often, a time has one run.
 */
@Component("taskFiring")
class Firing {

    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);
    private static final int AT_A_TIME = 10;

    private final PeriodicTaskStore tasks;
    private final RunStore runs;
    private final TransactionTemplate transaction;
    private final Counter fired;

    Firing(PeriodicTaskStore tasks, RunStore runs, TransactionTemplate transaction, MeterRegistry meters) {
        this.tasks = tasks;
        this.runs = runs;
        this.transaction = transaction;
        this.fired = Counter.builder("caravan.periodic.tasks.fired")
                .description("Times of periodic tasks that became runs")
                .register(meters);
    }

    /** Plans a run for every time that has come. */
    public void fire() {
        Integer due;
        do {
            due = transaction.execute(status -> {
                Instant now = tasks.now();
                List<PeriodicTask> found = tasks.lockDue(AT_A_TIME);
                found.forEach(task -> fire(task, now));
                return found.size();
            });
        } while (due != null && due == AT_A_TIME);
    }

    private void fire(PeriodicTask task, Instant now) {
        Instant planned = task.nextRunAt();
        if (planned == null) {
            return;
        }
        List<Instant> times = task.misfire().runs(task.cron(), task.zone(), planned, now);
        if (task.oneOff() && times.size() > 1) {
            times = times.subList(0, 1);
        }
        times.forEach(time -> runs.plan(task.id(), time));
        fired.increment(times.size());
        ObjectNode definition = task.definition().deepCopy();
        if (task.oneOff() && !times.isEmpty()) {
            definition.put("enabled", false);
        }
        Instant next = PeriodicTasks.next(definition, now);
        tasks.change(new PeriodicTask(task.id(), definition, next, task.createdAt(), task.updatedAt()));
        LOG.debug("Periodic task {} of {}: {} runs, the next at {}", task.id(), planned, times.size(), next);
    }
}
