package dev.caravan.inbox;

import dev.caravan.api.LiveAnswer;
import dev.caravan.api.LiveConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches an inbox by server-sent events (HTML Living Standard, section 9.2). It remembers how far it has
 * told: what its client does not take yet is not kept here, it is read from the store again when there is room.
 */
final class InboxStream implements LiveAnswer {

    private static final String HELLO = "retry: 2000\n\n";

    private final String userId;
    private final InboxStreams streams;
    private @Nullable LiveConnection connection;
    private boolean ended;
    private long lastWrite = System.nanoTime();
    private long toldRecord;
    private long toldChange;

    /** @param toldRecord the last record that the client knows */
    InboxStream(String userId, long toldRecord, long toldChange, InboxStreams streams) {
        this.userId = userId;
        this.toldRecord = toldRecord;
        this.toldChange = toldChange;
        this.streams = streams;
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public synchronized void opened(LiveConnection opened) {
        connection = opened;
        lastWrite = System.nanoTime();
        if (ended) {
            opened.close();
            return;
        }
        send(HELLO);
        streams.wake(userId);
    }

    @Override
    public void room() {
        streams.wake(userId);
    }

    @Override
    public void ended() {
        streams.ended(this);
    }

    /** Whether the client would take more now. */
    synchronized boolean ready() {
        return connection != null && connection.ready();
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

    /** Says something, so that everything on the way knows that the connection is alive; false if nothing is taken. */
    boolean beat() {
        return send(":\n\n");
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
        ended = true;
        if (connection != null) {
            connection.close();
        }
        ended();
    }

    private synchronized boolean send(String text) {
        if (connection == null || !connection.ready()) {
            return false;
        }
        try {
            connection.write(text.getBytes(StandardCharsets.UTF_8));
            lastWrite = System.nanoTime();
            return true;
        } catch (IOException gone) {
            end();
            return false;
        }
    }
}
