package dev.caravan.provider;

import java.util.concurrent.locks.ReentrantLock;

/**
 * An even pace: calls pass one interval apart, with no burst (the generic cell rate algorithm, ITU-T I.371, with a burst
 * of one). The interval runs from the moment a call really passed, not from its planned moment, so that callers who
 * wake late after a pause of the machine do not bunch up.
 */
final class Pace {

    /**
     * Calls pass 5 % slower than the rate allows: the provider counts arrivals, and the network may bring two calls closer
     * together than they left.
     */
    static final double HEADROOM = 1.05;

    private final long interval;
    private final Time time;
    private final ReentrantLock turn = new ReentrantLock(true);
    private long free;
    private long later;
    private int waiting;

    Pace(double perSecond, Time time) {
        this.interval = (long) (1e9 * HEADROOM / perSecond);
        this.time = time;
        this.free = time.nanos();
        this.later = free;
    }

    /**
     * Waits for the next slot, if it comes within {@code patience} nanoseconds.
     *
     * @return whether the caller may pass; if not, nothing was taken
     */
    boolean enter(long patience) throws InterruptedException {
        synchronized (this) {
            if (nextSlot() - time.nanos() > patience) {
                return false;
            }
            waiting++;
        }
        boolean passed = false;
        boolean mine = false;
        try {
            turn.lockInterruptibly();
            mine = true;
            time.sleepUntil(free());
            passed = true;
        } finally {
            leave(passed);
            if (mine) {
                turn.unlock();
            }
        }
        return true;
    }

    /**
     * A moment for a caller that was turned away, not before {@code earliest}. Each call gets another moment, one interval
     * after the one before, so that those who come back come at the pace and not as a herd.
     *
     * @return in the nanoseconds of {@link Time}
     */
    synchronized long comeBack(long earliest) {
        long slot = Math.max(later, Math.max(earliest, nextSlot()));
        later = slot + interval;
        return slot;
    }

    /** How many nanoseconds a caller who came now would wait for its slot. Takes none. */
    synchronized long queued() {
        return Math.max(0, nextSlot() - time.nanos());
    }

    private long nextSlot() {
        return Math.max(free, time.nanos()) + waiting * interval;
    }

    private synchronized long free() {
        return free;
    }

    private synchronized void leave(boolean passed) {
        waiting--;
        if (passed) {
            free = time.nanos() + interval;
        }
    }
}
