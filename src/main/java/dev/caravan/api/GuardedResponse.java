package dev.caravan.api;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the body of every error that is not a problem, so that {@link ProblemGuard} can answer it instead. A
 * status must be set before the body is begun, as everything here does.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

    GuardedResponse(HttpServletResponse response) {
        super(response);
    }

    /** Whether the answer, as it stands, is an error without a problem that explains it. */
    boolean unexplained() {
        String type = getContentType();
        return getStatus() >= 400 && (type == null || !type.startsWith(Problems.MEDIA_TYPE)) && !isCommitted();
    }

    @Override
    public void sendError(int status) {
        setStatus(status);
        setContentType(null);
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        sendError(status);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return unexplained() ? new Nowhere() : super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return unexplained() ? new PrintWriter(Writer.nullWriter()) : super.getWriter();
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!unexplained()) {
            super.flushBuffer();
        }
    }

    private static final class Nowhere extends ServletOutputStream {

        private final OutputStream nowhere = OutputStream.nullOutputStream();

        @Override
        public void write(int b) throws IOException {
            nowhere.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            nowhere.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("an answer held back is not written without blocking");
        }
    }
}
