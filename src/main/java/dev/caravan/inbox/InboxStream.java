package dev.caravan.inbox;

import dev.caravan.api.LiveAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches an inbox by server-sent events (HTML Living Standard, section 9.2). It remembers how far it has
 * told: what its client does not take yet is not kept here, it is read from the store again when there is room.
 *
 * <p>Nothing here waits. Writing is safe from any thread, one at a time.
 */
final class InboxStream implements LiveAnswer, WriteListener, AsyncListener {

    private final String userId;
    private final HttpServletRequest request;
    private final boolean headersOnly;
    private final InboxStreams streams;
    private @Nullable AsyncContext async;
    private @Nullable ServletOutputStream out;
    private boolean open = true;
    private boolean flushing;
    private long lastWrite = System.nanoTime();
    private long toldRecord;
    private long toldChange;

    /** @param toldRecord the last record that the client knows */
    InboxStream(
            String userId,
            HttpServletRequest request,
            boolean headersOnly,
            long toldRecord,
            long toldChange,
            InboxStreams streams) {
        this.userId = userId;
        this.request = request;
        this.headersOnly = headersOnly;
        this.toldRecord = toldRecord;
        this.toldChange = toldChange;
        this.streams = streams;
    }

    @Override
    public synchronized void begin(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        // nginx would keep events back until it has a buffer full of them
        response.setHeader("X-Accel-Buffering", "no");
        if (headersOnly) {
            ended();
            return;
        }
        try {
            AsyncContext started = request.startAsync();
            started.setTimeout(0);
            started.addListener(this);
            async = started;
            started.getResponse().getOutputStream().setWriteListener(this);
        } catch (IOException | RuntimeException failed) {
            ended();
            throw failed;
        }
    }

    /** The container has room for more. */
    @Override
    public synchronized void onWritePossible() throws IOException {
        boolean first = out == null;
        if (async != null && first) {
            out = async.getResponse().getOutputStream();
            say("retry: 2000\n\n");
        }
        flush();
        streams.wake(userId);
    }

    /** Whether the client would take more now. */
    synchronized boolean ready() {
        return open && out != null && !flushing && out.isReady();
    }

    /** Tells of a record; true if it is told, or was before. */
    synchronized boolean tell(InboxRecord record) {
        if (record.number() <= toldRecord) {
            return true;
        }
        if (!send("id: " + record.id() + "\nevent: notification\ndata: " + record.json() + "\n\n")) {
            return false;
        }
        toldRecord = record.number();
        return true;
    }

    /** Nothing up to this record is left to tell. */
    synchronized void toldAllUpTo(long record) {
        toldRecord = Math.max(toldRecord, record);
    }

    /** Tells that records were read, up to this change; null if none was. */
    synchronized void tellRead(@Nullable String data, long change) {
        if (change > toldChange && (data == null || send("event: read\ndata: " + data + "\n\n"))) {
            toldChange = change;
        }
    }

    /** Says something, so that the client and everything on the way know that it is alive, and we that they are. */
    synchronized void beat() {
        send(":\n\n");
    }

    synchronized long silentNanos() {
        return System.nanoTime() - lastWrite;
    }

    synchronized long toldRecord() {
        return toldRecord;
    }

    synchronized long toldChange() {
        return toldChange;
    }

    String userId() {
        return userId;
    }

    /** Ends the answer. */
    synchronized void end() {
        if (open) {
            ended();
            if (async != null) {
                try {
                    async.complete();
                } catch (IllegalStateException gone) {
                    // the container ended it at the same moment
                }
            }
        }
    }

    private boolean send(String text) {
        if (!ready()) {
            return false;
        }
        try {
            say(text);
            flush();
            return true;
        } catch (IOException gone) {
            end();
            return false;
        }
    }

    private void say(String text) throws IOException {
        if (out != null) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            lastWrite = System.nanoTime();
            flushing = true;
        }
    }

    private void flush() throws IOException {
        if (flushing && out != null && out.isReady()) {
            out.flush();
            flushing = false;
        }
    }

    private void ended() {
        open = false;
        streams.ended(this);
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        if (open) {
            ended();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // it is started once
    }
}
