package dev.caravan.template;

import com.sun.management.ThreadMXBean;
import dev.caravan.delivery.TemporaryFault;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stops a rendering that takes too much: more than 2 s of processor time, 10 s by the clock, or 64 MB of memory. The
 * rendering stays on its caller's thread; one thread of this class looks at the running ones every few milliseconds and
 * interrupts the greedy, which both engines notice in their loops. It sleeps while nothing is rendered.
 */
final class RenderWatch implements AutoCloseable {

    static final long CPU_NANOS = TimeUnit.SECONDS.toNanos(2);
    static final long WALL_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long BYTES = 64L * 1024 * 1024;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int IDLE_LOOKS = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final Thread watcher = new Thread(this::watch, "template-watch");
    private volatile boolean asleep;
    private volatile boolean closed;

    RenderWatch() {
        watcher.setDaemon(true);
        watcher.start();
    }

    /**
     * Runs the rendering on this thread.
     *
     * @throws TemplateError if it was stopped, or went too deep
     * @throws TemporaryFault if somebody else interrupted this thread (the program stops), or memory is short for
     *     another reason than this rendering
     */
    void guard(Rendering rendering) throws Exception {
        Run run = new Run(Thread.currentThread());
        running.add(run);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(watcher);
        }
        try {
            rendering.run();
        } catch (Throwable e) {
            throw explain(run, e);
        } finally {
            running.remove(run);
            run.end();
        }
    }

    private static Exception explain(Run run, Throwable e) {
        String stopped = run.end();
        if (stopped != null) {
            return new TemplateError(stopped);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new TemporaryFault("rendering was interrupted");
        }
        if (e instanceof OutOfMemoryError) {
            return run.allocated() < BYTES
                    ? new TemporaryFault("not enough memory to render a template")
                    : new TemplateError(Run.MEMORY);
        }
        if (e instanceof StackOverflowError) {
            return new TemplateError("the template is nested too deeply, or calls itself");
        }
        if (e instanceof Exception exception) {
            return exception;
        }
        throw (Error) e;
    }

    private void watch() {
        int idle = 0;
        while (!closed) {
            for (Run run : running) {
                run.look();
            }
            idle = running.isEmpty() ? idle + 1 : 0;
            if (idle < IDLE_LOOKS) {
                LockSupport.parkNanos(LOOK_NANOS);
                continue;
            }
            idle = 0;
            asleep = true;
            // a rendering that began before it could see "asleep" is seen here instead
            while (asleep && running.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }

    /** What the watching thread does: waits for a rendering to begin, or looks at one from time to time. */
    Thread.State watching() {
        return watcher.getState();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }

    /** What is watched over. */
    interface Rendering {
        void run() throws Exception;
    }

    /** One rendering under way. */
    private static final class Run {

        static final String MEMORY = "rendering takes more than " + BYTES / 1024 / 1024 + " MB of memory";
        private static final String TIME = "rendering takes longer than " + CPU_NANOS / 1_000_000_000 + " s";

        private final Thread thread;
        private final long began = System.nanoTime();
        private final long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
        private long cpuBefore = -1;
        private boolean ended;
        private @Nullable String stopped;

        Run(Thread thread) {
            this.thread = thread;
        }

        long allocated() {
            return THREADS.getThreadAllocatedBytes(thread.getId()) - bytesBefore;
        }

        synchronized void look() {
            if (ended || stopped != null) {
                return;
            }
            long cpu = THREADS.getThreadCpuTime(thread.getId());
            // Read only now, not at the start: it costs more than a small rendering.
            cpuBefore = cpuBefore < 0 ? cpu : cpuBefore;
            if (allocated() > BYTES) {
                stop(MEMORY);
            } else if (cpu - cpuBefore > CPU_NANOS || System.nanoTime() - began > WALL_NANOS) {
                stop(TIME);
            }
        }

        private void stop(String why) {
            stopped = why;
            thread.interrupt();
        }

        /** After this the thread is not interrupted from here any more, nor is the interruption left behind. */
        synchronized @Nullable String end() {
            ended = true;
            if (stopped != null) {
                Thread.interrupted();
            }
            return stopped;
        }
    }
}
