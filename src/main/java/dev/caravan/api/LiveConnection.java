package dev.caravan.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.Objects;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a {@link LiveAnswer}. The answer's body ends where the connection does (RFC 9112, section 6.3), so that
 * after the headers only the bare socket is needed: it is taken from Tomcat in the way that a WebSocket takes it, and
 * request, response and their buffers go back to be used for others. They would cost 100 KB for each connection that has
 * nothing to say. It also makes Tomcat tell when a caller goes away, which it does not of an asynchronous request.
 *
 * <p>Public, with a constructor of no arguments, for Tomcat makes it.
 */
public final class LiveConnection implements InternalHttpUpgradeHandler {

    private @Nullable LiveAnswer answer;
    private @Nullable SocketWrapperBase<?> socket;
    private boolean full;

    /** Sends the answer's headers and lets the connection go on without the request. */
    static void begin(LiveAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            response.setContentType(answer.contentType());
            response.setHeader("Cache-Control", "no-store");
            // nginx would keep what is said back until it has a buffer full of it
            response.setHeader("X-Accel-Buffering", "no");
            response.setHeader("Connection", "close");
            if (isHead(request)) {
                answer.ended();
                return;
            }
            // Before the upgrade, which would make it an answer 101.
            response.flushBuffer();
            request.upgrade(LiveConnection.class).answer = answer;
        } catch (IOException | ServletException | RuntimeException failed) {
            answer.ended();
            throw failed;
        }
    }

    /** HEAD reaches the routes as GET. */
    private static boolean isHead(HttpServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost instanceof HttpServletRequest original
                && original.getMethod().equals("HEAD");
    }

    /** Whether the caller takes more now; if not, the answer will be told when it does. */
    public synchronized boolean ready() {
        if (socket == null || socket.isClosed()) {
            return false;
        }
        full = full || !socket.isReadyForWrite();
        return !full;
    }

    /** Says something, and waits for nothing; to be asked before: {@link #ready}. */
    public synchronized void write(byte[] bytes) throws IOException {
        SocketWrapperBase<?> open = Objects.requireNonNull(socket);
        open.write(false, bytes, 0, bytes.length);
        flush(open);
    }

    /** Ends the answer. */
    public synchronized void close() {
        if (socket != null && !socket.isClosed()) {
            socket.processSocket(SocketEvent.DISCONNECT, true);
        }
    }

    private void flush(SocketWrapperBase<?> open) throws IOException {
        full = open.flush(false);
        if (full) {
            open.registerWriteInterest();
        }
    }

    @Override
    public synchronized void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
    }

    @Override
    public void init(WebConnection connection) {
        if (answer != null) {
            answer.opened(this);
        }
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        try {
            return switch (event) {
                case OPEN_READ -> read() ? SocketState.UPGRADED : SocketState.CLOSED;
                case OPEN_WRITE -> {
                    goOn();
                    yield SocketState.UPGRADED;
                }
                default -> SocketState.CLOSED;
            };
        } catch (IOException gone) {
            return SocketState.CLOSED;
        }
    }

    /** A caller has nothing more to say: what it says is passed over. */
    private boolean read() throws IOException {
        SocketWrapperBase<?> open = Objects.requireNonNull(socket);
        byte[] passedOver = new byte[512];
        int read;
        do {
            read = open.read(false, passedOver, 0, passedOver.length);
        } while (read > 0);
        return read == 0;
    }

    private void goOn() throws IOException {
        boolean room;
        synchronized (this) {
            flush(Objects.requireNonNull(socket));
            room = !full;
        }
        if (room && answer != null) {
            answer.room();
        }
    }

    @Override
    public void destroy() {
        if (answer != null) {
            answer.ended();
        }
    }

    @Override
    public void timeoutAsync(long now) {
        // whoever is silent for too long, the answer knows
    }

    @Override
    public void setSslSupport(SSLSupport support) {
        // nobody asks for the caller's certificate
    }

    @Override
    public void pause() {
        // the answer ends by itself when the service stops
    }
}
