package dev.caravan.provider;

import dev.caravan.delivery.TemporaryFault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * Makes an HTTP call whole: connecting, waiting and reading the answer happen within one deadline, the answer is at most
 * so long, and what goes wrong comes out as a {@link dev.caravan.delivery.Fault}. The route sees a copy of the answer:
 * its status, its body, and the two headers a channel may need.
 */
final class WholeAnswer implements ExecChainHandler {

    private final Duration deadline;
    private final int maxBytes;
    private final boolean firstPart;
    private final Deadlines deadlines;
    private final Clock clock;

    /** @param firstPart whether the first {@code maxBytes} of a longer answer are enough; else it is a fault */
    WholeAnswer(Duration deadline, int maxBytes, boolean firstPart, Deadlines deadlines, Clock clock) {
        this.deadline = deadline;
        this.maxBytes = maxBytes;
        this.firstPart = firstPart;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) {
        String host = scope.route.getTargetHost().toHostString();
        HttpUriRequest call = (HttpUriRequest) scope.originalRequest;
        try (Deadlines.Deadline running = deadlines.start(deadline, call::abort)) {
            ClassicHttpResponse whole = null;
            try (ClassicHttpResponse response = chain.proceed(request, scope)) {
                whole = copy(response, call, host);
                return whole;
            } catch (IOException | HttpException e) {
                if (whole != null) {
                    // What was not read is lost with its connection, and nobody misses it.
                    return whole;
                }
                if (running.expired()) {
                    throw new TemporaryFault(host + " gave no whole answer within " + deadline.toMillis() + " ms");
                }
                throw Faults.of(e, host, clock);
            }
        }
    }

    private ClassicHttpResponse copy(ClassicHttpResponse response, HttpUriRequest call, String host)
            throws IOException, HttpException {
        ClassicHttpResponse copy = new BasicClassicHttpResponse(response.getCode());
        for (String name : new String[] {"Content-Type", "Retry-After"}) {
            Header header = response.getFirstHeader(name);
            if (header != null) {
                // A charset is left out: Camel would keep it on the exchange, and the channel after this would use it.
                copy.setHeader(name, header.getValue().split(";", 2)[0].strip());
            }
        }
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            InputStream content = entity.getContent();
            byte[] body = content.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                // Closing would read the rest first, however long it is.
                call.abort();
                if (!firstPart) {
                    throw new TemporaryFault(host + " gave an answer of more than " + maxBytes + " bytes");
                }
            }
            copy.setEntity(new ByteArrayEntity(body, 0, Math.min(body.length, maxBytes), null));
        }
        return copy;
    }
}
