package dev.caravan.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets concurrent callers share a commit: what is submitted while a write is under way goes into the next one. An idle
 * system, and one that is asked one thing after the other, writes at once; a busy one in batches, and rests in between so
 * that they are worth their commit.
 */
public final class GroupCommit<T, R> implements AutoCloseable {

    private record Pending<T, R>(T item, CompletableFuture<R> written) {}

    private final BlockingQueue<Pending<T, R>> queue;
    private final Function<List<T>, List<R>> write;
    private final int batch;
    private final long rest;
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean closed;

    /**
     * @param writers how many batches may be written at the same time
     * @param batch the most items of one write
     * @param rest the most milliseconds between two writes of a busy writer, which rests half a millisecond for each item
     *     it wrote: a commit costs both sides as much as some twenty rows
     * @param capacity the most items that may wait; more are refused
     * @param write makes a batch durable, all or nothing, and returns a result for each item in order; an exception
     *     refuses the batch
     */
    public GroupCommit(String name, int writers, int batch, long rest, int capacity, Function<List<T>, List<R>> write) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.write = write;
        this.batch = batch;
        this.rest = rest;
        for (int i = 0; i < writers; i++) {
            Thread thread = new Thread(this::run, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
            this.writers.add(thread);
        }
    }

    /**
     * Hands an item over. The future completes with its result when it is durable, or fails with what the write threw.
     *
     * @throws StoreBusy if the limit of waiting items is reached: the store cannot keep up
     */
    public CompletableFuture<R> submit(T item) {
        Pending<T, R> pending = new Pending<>(item, new CompletableFuture<>());
        if (closed || !queue.offer(pending)) {
            throw new StoreBusy();
        }
        if (closed && queue.remove(pending)) {
            // The writers may have ended before they could see it.
            throw new StoreBusy();
        }
        return pending.written();
    }

    /** Writes what was submitted and ends. */
    @Override
    public void close() {
        closed = true;
        for (Thread writer : writers) {
            try {
                writer.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        List<Pending<T, R>> taken = new ArrayList<>(batch);
        while (!closed || !queue.isEmpty()) {
            if (take(taken)) {
                write(taken);
                if (taken.size() > 1 && !closed) {
                    rest(taken.size());
                }
                taken.clear();
            }
        }
    }

    private void rest(int written) {
        try {
            TimeUnit.MICROSECONDS.sleep(Math.min(1_000 * rest, 500L * written));
        } catch (InterruptedException e) {
            // nobody interrupts this thread
        }
    }

    private boolean take(List<Pending<T, R>> taken) {
        try {
            // Looks up now and then for close(), which must not interrupt: a write may be under way.
            Pending<T, R> first = queue.poll(closed ? 0 : 200, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            taken.add(first);
        } catch (InterruptedException e) {
            // nobody interrupts this thread; what is queued is written all the same
        }
        queue.drainTo(taken, batch - taken.size());
        return !taken.isEmpty();
    }

    private void write(List<Pending<T, R>> batch) {
        try {
            List<R> results = write.apply(batch.stream().map(Pending::item).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).written().complete(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (batch.size() > 1 && !StoreFaults.unreachable(e)) {
                // One item that cannot be stored must not take its neighbours with it.
                batch.forEach(p -> write(List.of(p)));
            } else {
                batch.forEach(p -> p.written().completeExceptionally(e));
            }
        }
    }
}
