package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies over the limit (413). One of declared length is refused before it is read; one of unknown length
 * (chunked) is read here, up to the limit, so that no route begins work on a body that may still turn out too long. An
 * operation that reads its body as it comes has a limit of its own.
 */
final class BodyLimit extends OncePerRequestFilter {

    /** The console's way to the operation {@code importClients}, with the limit of that. */
    private static final String CONSOLE_IMPORT = "/console/clients/import";

    private static final long CONSOLE_IMPORT_LIMIT = 1L << 30;

    private final int limit;

    BodyLimit(int limit) {
        this.limit = limit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Long streamed = CONSOLE_IMPORT.equals(request.getRequestURI())
                ? Long.valueOf(CONSOLE_IMPORT_LIMIT)
                : DescribedRequests.streamed(request);
        long most = streamed == null ? limit : streamed;
        if (request.getContentLengthLong() > most) {
            throw Problem.tooLarge(most);
        }
        if (streamed != null) {
            chain.doFilter(StreamedBody.keep(request, streamed), response);
            return;
        }
        boolean unknownLength =
                request.getContentLengthLong() < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        chain.doFilter(unknownLength ? new Read(request, read(request)) : request, response);
    }

    private byte[] read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(limit + 1);
        if (body.length > limit) {
            throw Problem.tooLarge(limit);
        }
        return body;
    }

    /** A request whose body has been read. */
    private static final class Read extends HttpServletRequestWrapper {

        private final byte[] body;
        private final ByteArrayInputStream bytes;

        Read(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
            this.bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int getContentLength() {
            return body.length;
        }

        @Override
        public long getContentLengthLong() {
            return body.length;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public ServletInputStream getInputStream() {
            return new BytesInputStream(bytes);
        }
    }
}
