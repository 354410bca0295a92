package dev.caravan.routing;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/** The input of a route that others call by name. Counts its callers, so that it is not stopped under one of them. */
final class DirectTarget extends DefaultConsumer implements ShutdownAware {

    private static final int STOPPED = -1;

    private final Direct names;
    private final String name;
    private final AtomicInteger callers = new AtomicInteger();

    DirectTarget(DirectEndpoint endpoint, Direct names, Processor route) {
        super(endpoint, route);
        this.names = names;
        this.name = endpoint.name();
    }

    String name() {
        return name;
    }

    /** Whether the caller may go on; then it says {@link #leave} at the end. */
    boolean enter() {
        return callers.getAndUpdate(n -> n == STOPPED ? STOPPED : n + 1) != STOPPED;
    }

    void leave() {
        callers.updateAndGet(n -> n == STOPPED ? STOPPED : n - 1);
    }

    /** Whether nobody is in it. */
    boolean idle() {
        return callers.get() <= 0;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        callers.set(0);
        names.takeOver(this);
    }

    @Override
    protected void doStop() throws Exception {
        names.giveUp(this);
        callers.set(STOPPED);
        super.doStop();
    }

    /** What others have begun may still need this route. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return Math.max(callers.get(), 0);
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // callers are counted, and nothing waits here
    }
}
