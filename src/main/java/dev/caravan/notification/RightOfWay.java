package dev.caravan.notification;

import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets what is urgent go first where all queues meet: at the processors. While something urgent is on its way through this
 * process, whoever delivers from another queue begins nothing new; but nobody waits longer than a moment for one
 * delivery, so that no amount of urgent traffic brings the others to a stand.
 */
@Component("rightOfWay")
public class RightOfWay {

    /** Longer than nearly all of it takes on a busy machine of two cores. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(30);

    private volatile long until = System.nanoTime();

    /** Something urgent is on its way. */
    public void claim() {
        until = System.nanoTime() + MOMENT;
    }

    /** It is through. */
    public void release() {
        until = System.nanoTime();
    }

    /** Waits while something urgent is on its way, but no longer than a moment. */
    public void give() throws InterruptedException {
        long atMost = System.nanoTime() + MOMENT;
        for (long now = System.nanoTime(); now - until < 0 && now - atMost < 0; now = System.nanoTime()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
