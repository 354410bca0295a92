package dev.caravan.embedded;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A store that comes up on a thread of its own while the rest of the application does. */
final class Starting<T extends AutoCloseable> implements AutoCloseable {

    private final CompletableFuture<T> store;

    private Starting(CompletableFuture<T> store) {
        this.store = store;
    }

    static <T extends AutoCloseable> Starting<T> start(String name, Callable<T> starter) {
        CompletableFuture<T> store = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(starter, store), "caravan-" + name);
        thread.setDaemon(true);
        thread.start();
        return new Starting<>(store);
    }

    /** The same for a store that somebody else runs: all there is to do is to see whether it answers. */
    static Starting<AutoCloseable> check(String name, Check check) {
        return start(name, () -> {
            check.run();
            return () -> {};
        });
    }

    private static <T> void run(Callable<T> starter, CompletableFuture<T> store) {
        try {
            store.complete(starter.call());
        } catch (Throwable failure) { // an Error too: who waits must hear of it
            store.completeExceptionally(failure);
        }
    }

    /**
     * Waits until the store is up.
     *
     * @throws StartupFailure if it did not come up
     */
    Starting<T> await() {
        try {
            store.join();
            return this;
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartupFailure failure
                    ? failure
                    : new StartupFailure(StartupReport.deepest(e), e.getCause());
        }
    }

    /** Stops the store; one that is still on its way up is waited for first, so that nothing is left running. */
    @Override
    public void close() throws Exception {
        T running = store.exceptionally(failure -> null).join();
        if (running != null) {
            running.close();
        }
    }

    @FunctionalInterface
    interface Check {
        void run() throws Exception;
    }
}
