package dev.caravan.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessResourceException;

class GroupCommitTest {

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private GroupCommit<Integer, String> commits;

    @AfterEach
    void close() {
        goOn.countDown();
        commits.close();
    }

    /** The first write, of item 0, lasts until {@link #goOn}; what each later one does is the test's to say. */
    private void start(int batch, int capacity, Function<List<Integer>, List<String>> write) throws Exception {
        commits = new GroupCommit<>("test", 1, batch, 0, capacity, items -> {
            batches.add(List.copyOf(items));
            if (items.contains(0)) {
                writing.countDown();
                await(goOn);
            }
            return write.apply(items);
        });
        commits.submit(0);
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // close() interrupts a writer; the write itself goes on
            }
        }
    }

    private static List<String> texts(List<Integer> items) {
        return items.stream().map(i -> "#" + i).toList();
    }

    private List<CompletableFuture<String>> submit(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(commits::submit).toList();
    }

    private static String get(CompletableFuture<String> written) throws Exception {
        return written.get(30, TimeUnit.SECONDS);
    }

    @Test
    void what_waits_while_a_write_is_under_way_goes_into_the_next_one() throws Exception {
        start(100, 100, GroupCommitTest::texts);
        List<CompletableFuture<String>> waiting = submit(1, 5);
        goOn.countDown();

        for (int i = 0; i < waiting.size(); i++) {
            assertThat(get(waiting.get(i))).isEqualTo("#" + (i + 1));
        }
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4, 5));
    }

    @Test
    void no_batch_is_larger_than_allowed() throws Exception {
        start(2, 100, GroupCommitTest::texts);
        List<CompletableFuture<String>> waiting = submit(1, 5);
        goOn.countDown();
        for (CompletableFuture<String> each : waiting) {
            get(each);
        }

        assertThat(batches).containsExactly(List.of(0), List.of(1, 2), List.of(3, 4), List.of(5));
    }

    @Test
    void one_bad_item_does_not_take_its_neighbours_with_it() throws Exception {
        start(100, 100, items -> {
            if (items.contains(3)) {
                throw new DataIntegrityViolationException("item 3");
            }
            return texts(items);
        });
        List<CompletableFuture<String>> waiting = submit(1, 4);
        goOn.countDown();

        assertThat(get(waiting.get(0))).isEqualTo("#1");
        assertThat(get(waiting.get(1))).isEqualTo("#2");
        assertThat(get(waiting.get(3))).isEqualTo("#4");
        assertThatThrownBy(() -> waiting.get(2).join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("item 3");
    }

    @Test
    void a_store_that_is_away_refuses_the_batch_without_asking_again_for_each_item() throws Exception {
        start(100, 100, items -> {
            if (!items.contains(0)) {
                throw new TransientDataAccessResourceException("away");
            }
            return texts(items);
        });
        List<CompletableFuture<String>> waiting = submit(1, 4);
        goOn.countDown();

        for (CompletableFuture<String> each : waiting) {
            assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("away");
        }
        assertThat(batches).hasSize(2);
    }

    @Test
    void it_goes_on_after_a_write_that_failed() throws Exception {
        start(100, 100, items -> {
            if (items.contains(1)) {
                throw new IllegalStateException("bug");
            }
            return texts(items);
        });
        CompletableFuture<String> bad = commits.submit(1);
        goOn.countDown();
        assertThatThrownBy(() -> bad.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("bug");

        assertThat(get(commits.submit(2))).isEqualTo("#2");
    }

    @Test
    void more_than_may_wait_is_refused_and_the_rest_is_still_written() throws Exception {
        start(100, 3, GroupCommitTest::texts);
        List<CompletableFuture<String>> waiting = submit(1, 3);

        assertThatThrownBy(() -> commits.submit(4)).isInstanceOf(StoreBusy.class);

        goOn.countDown();
        for (CompletableFuture<String> each : waiting) {
            get(each);
        }
    }

    @Test
    void closing_writes_what_is_left_and_takes_no_more() throws Exception {
        start(2, 100, GroupCommitTest::texts);
        List<CompletableFuture<String>> waiting = submit(1, 5);
        goOn.countDown();

        commits.close();

        assertThat(waiting).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThatThrownBy(() -> commits.submit(6)).isInstanceOf(StoreBusy.class);
    }
}
