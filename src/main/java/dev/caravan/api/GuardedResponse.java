package dev.caravan.api;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

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
        if (getStatus() < 400 || isCommitted()) {
            return false;
        }
        String type = getContentType();
        return type == null || !type.startsWith(Problems.MEDIA_TYPE) || type.indexOf(',') >= 0;
    }

    /** What has no body has no type either, whichever of the two is said first. */
    @Override
    public void setStatus(int status) {
        super.setStatus(status);
        if (status == SC_NO_CONTENT) {
            super.setContentType(null);
        }
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

    /** Where a route names no type, camel-rest-openapi names all that the description has, which is none at all. */
    @Override
    public void setContentType(@Nullable String type) {
        if (getStatus() == SC_NO_CONTENT) {
            return;
        }
        int more = type == null ? -1 : type.indexOf(',');
        super.setContentType(more < 0 ? type : type.substring(0, more));
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
            setContentType(value);
        } else {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
            setContentType(value);
        } else {
            super.addHeader(name, value);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return unexplained() ? new HeldBack() : super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return unexplained()
                ? new PrintWriter(new OutputStreamWriter(new HeldBack(), StandardCharsets.UTF_8))
                : super.getWriter();
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!unexplained()) {
            super.flushBuffer();
        }
    }

    private ServletOutputStream unguarded() throws IOException {
        return super.getOutputStream();
    }

    /** Drops what is written while the error is unexplained. Spring keeps it, and later writes a problem to it. */
    private final class HeldBack extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            if (!unexplained()) {
                unguarded().write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!unexplained()) {
                unguarded().write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            flushBuffer();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("an answer held back is written with blocking only");
        }
    }
}
