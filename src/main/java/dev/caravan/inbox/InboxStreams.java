package dev.caravan.inbox;

import dev.caravan.api.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The live streams that this instance serves: opens them, within their limits, and knows them by user. */
@Component("inboxStreams")
class InboxStreams {

    private static final int RETRY_AFTER_SECONDS = 10;

    private final InboxHeads heads;
    private final InboxSettings settings;
    private final Map<String, Set<InboxStream>> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<String> woken = ConcurrentHashMap.newKeySet();
    private final Counter dropped;
    private volatile boolean closed;
    private volatile Runnable onWake = () -> {};

    InboxStreams(InboxHeads heads, InboxSettings settings, MeterRegistry meters) {
        this.heads = heads;
        this.settings = settings;
        Gauge.builder("caravan.inbox.streams", open, AtomicInteger::get)
                .description("Live streams that are open")
                .register(meters);
        this.dropped = Counter.builder("caravan.inbox.streams.dropped")
                .description("Live streams ended because their client took nothing any more")
                .register(meters);
    }

    /**
     * Sets the body to the stream of the user's inbox: all that came after {@code Last-Event-ID}, or else all that comes
     * from now on.
     *
     * @throws Problem 400 if the request is not valid, 429 if the user has as many streams as one may have, 503 if all are
     *     taken
     */
    public void open(Exchange exchange) {
        HttpServletRequest request = exchange.getIn(PlatformHttpMessage.class).getRequest();
        String user = Inbox.user(request.getParameter("user_id"));
        OptionalLong last = last(request);
        InboxHeads.Head head = heads.of(user);
        long told = last.isPresent() ? Math.min(last.getAsLong(), head.lastRecord()) : head.lastRecord();
        InboxStream stream = new InboxStream(user, told, head.lastChange(), this);
        if (closed) {
            throw Problem.unavailable("The service is stopping.", 1);
        }
        if (open.incrementAndGet() > settings.streams()) {
            open.decrementAndGet();
            throw Problem.unavailable("All live streams of this instance are taken.", RETRY_AFTER_SECONDS);
        }
        boolean[] added = new boolean[1];
        byUser.compute(user, (id, before) -> {
            Set<InboxStream> streams = before == null ? ConcurrentHashMap.newKeySet(2) : before;
            added[0] = streams.size() < settings.streamsPerUser() && streams.add(stream);
            return streams;
        });
        if (!added[0]) {
            open.decrementAndGet();
            throw Problem.tooManyRequests(
                    "A user may have " + settings.streamsPerUser() + " live streams at a time.", RETRY_AFTER_SECONDS);
        }
        exchange.getMessage().setBody(stream);
    }

    /** Has the streams of a user look at the store now. */
    void wake(String userId) {
        if (byUser.containsKey(userId)) {
            woken.add(userId);
            onWake.run();
        }
    }

    /** @param wake is run when a user's streams should look at the store */
    void onWake(Runnable wake) {
        onWake = wake;
    }

    /** The users that were woken since this was asked the last time. */
    Set<String> woken() {
        Set<String> users = Set.copyOf(woken);
        woken.removeAll(users);
        return users;
    }

    boolean none() {
        return byUser.isEmpty();
    }

    Set<String> users() {
        return Set.copyOf(byUser.keySet());
    }

    List<InboxStream> of(String userId) {
        return List.copyOf(byUser.getOrDefault(userId, Set.of()));
    }

    void drop(InboxStream stream) {
        dropped.increment();
        stream.end();
    }

    void ended(InboxStream stream) {
        byUser.computeIfPresent(stream.userId(), (id, streams) -> {
            if (streams.remove(stream)) {
                open.decrementAndGet();
            }
            return streams.isEmpty() ? null : streams;
        });
    }

    /** Ends all streams as soon as the service begins to stop: the server would wait for them. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        users().forEach(user -> of(user).forEach(InboxStream::end));
    }

    private static OptionalLong last(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Last-Event-ID"));
        @Nullable String id = headers.isEmpty() ? request.getParameter("last_event_id") : headers.get(0);
        if (id == null || id.isBlank()) {
            return OptionalLong.empty();
        }
        OptionalLong number = RecordId.number(id.strip());
        if (number.isEmpty()) {
            throw Problem.invalid(
                    headers.isEmpty() ? "last_event_id" : "Last-Event-ID", "is not an id of this stream's events");
        }
        return number;
    }
}
