package dev.caravan.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RightOfWayTest {

    private final RightOfWay rightOfWay = new RightOfWay();

    /** How long somebody waits who gives way. */
    private CompletableFuture<Duration> another() {
        return CompletableFuture.supplyAsync(() -> {
            long begin = System.nanoTime();
            try {
                rightOfWay.give();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        });
    }

    @Test
    void others_wait_while_something_urgent_is_on_its_way() throws Exception {
        rightOfWay.claim();
        CompletableFuture<Duration> other = another();
        while (!other.isDone()) {
            rightOfWay.claim();
        }

        assertThat(other.get())
                .as("no amount of urgent traffic brings the others to a stand")
                .isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void nobody_waits_when_it_is_through() throws Exception {
        another().get(10, TimeUnit.SECONDS);

        rightOfWay.claim();
        rightOfWay.release();
        another().get(10, TimeUnit.SECONDS);
    }
}
