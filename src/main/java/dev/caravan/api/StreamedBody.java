package dev.caravan.api;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;

/**
 * The body of an operation that reads it as it comes, because it may be larger than memory: {@code x-max-body-bytes} in
 * the API description. Camel, which would copy it whole, is shown none.
 */
public final class StreamedBody {

    private static final String ATTRIBUTE = StreamedBody.class.getName();

    private StreamedBody() {}

    /**
     * The body of the request that the exchange came with. To be read by the first step of a route: a bean that returns a
     * new body leaves a message behind that knows no request.
     *
     * @return a stream that throws a {@link Problem} (413) where the limit is passed
     */
    public static InputStream of(Exchange exchange) {
        Object given = exchange.getProperty(ATTRIBUTE);
        Object body = given != null
                ? given
                : exchange.getIn() instanceof PlatformHttpMessage message
                        ? message.getRequest().getAttribute(ATTRIBUTE)
                        : exchange.getIn().getBody(InputStream.class);
        if (body instanceof InputStream stream) {
            return stream;
        }
        throw new IllegalStateException("this operation lacks x-max-body-bytes");
    }

    /** The body of a request to a path that reads it as it comes: one of {@link BodyLimit}. */
    public static InputStream of(HttpServletRequest request) {
        return (InputStream) Objects.requireNonNull(request.getAttribute(ATTRIBUTE), "this path is not streamed");
    }

    /** Gives a body to an operation that is not called by HTTP. Not as a message's body: Camel would copy that whole. */
    public static void give(InputStream body, Exchange exchange) {
        exchange.setProperty(ATTRIBUTE, body);
    }

    static HttpServletRequest keep(HttpServletRequest request, long limit) throws IOException {
        request.setAttribute(ATTRIBUTE, new Limited(request.getInputStream(), limit));
        return new Without(request);
    }

    private static final class Limited extends FilterInputStream {

        private final long limit;
        private long read;

        Limited(InputStream stream, long limit) {
            super(stream);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int some = super.read(into, offset, length);
            count(Math.max(some, 0));
            return some;
        }

        private void count(int bytes) {
            read += bytes;
            if (read > limit) {
                throw Problem.tooLarge(limit);
            }
        }
    }

    private static final class Without extends HttpServletRequestWrapper {

        Without(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new BytesInputStream(new ByteArrayInputStream(new byte[0]));
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(Reader.nullReader());
        }
    }
}
