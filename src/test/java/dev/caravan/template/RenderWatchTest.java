package dev.caravan.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.delivery.TemporaryFault;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderWatchTest {

    private final RenderWatch watch = new RenderWatch();

    @AfterEach
    void close() {
        watch.close();
        assertThat(Thread.interrupted()).as("nothing is left behind").isFalse();
    }

    @Test
    void aLoopIsStoppedAfterItsTime() {
        assertThatThrownBy(() -> watch.guard(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    throw new IllegalStateException("interrupted");
                }))
                .isInstanceOf(TemplateError.class)
                .hasMessage("rendering takes longer than 2 s");
    }

    @Test
    void aRenderingThatAllocatesTooMuchIsStopped() {
        List<byte[]> kept = new ArrayList<>();
        assertThatThrownBy(() -> watch.guard(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        kept.clear();
                        kept.add(new byte[100_000]);
                    }
                    throw new IllegalStateException("interrupted");
                }))
                .isInstanceOf(TemplateError.class)
                .hasMessage("rendering takes more than 64 MB of memory");
    }

    @Test
    void whatFinishesInSpiteOfBeingStoppedIsDone() {
        assertThatCode(() -> watch.guard(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void errorsOfTheMachineAreFaults() {
        assertThatThrownBy(() -> watch.guard(this::forever))
                .isInstanceOf(TemplateError.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> watch.guard(
                        () -> assertThat(new byte[Integer.MAX_VALUE]).isEmpty()))
                .as("memory that this rendering did not take")
                .isInstanceOf(TemporaryFault.class);
    }

    @Test
    void itWakesUpAgainAfterAPause() throws Exception {
        watch.guard(() -> {});
        Awaitility.await().until(() -> watch.watching() == Thread.State.WAITING);
        aLoopIsStoppedAfterItsTime();
    }

    private void forever() {
        forever();
    }
}
