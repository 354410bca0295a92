package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Serves the routes that listen to HTTP, each request on its own thread. Left to itself, camel-platform-http-starter hands
 * every request to Spring's task executor: eight threads and a queue without bound, so that overload shows as memory, not
 * as a wait.
 */
@Component("platform-http-engine")
final class RouteServer implements PlatformHttpEngine {

    /** Longer than a handover takes; a request that waited so long is answered 503. */
    private static final Duration HANDOVER = Duration.ofSeconds(8);

    private final int port;
    private final CopyOnWriteArrayList<Route> routes = new CopyOnWriteArrayList<>();
    /** Whether a route stopped for another to take its place. */
    private volatile boolean edited;

    RouteServer(@Value("${server.port:8080}") int port) {
        this.port = port;
    }

    @Override
    public int getServerPort() {
        return port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Route(endpoint, processor);
    }

    /**
     * The route that serves all operations of the API description. While an edit of it goes live there is none for a moment,
     * and this waits.
     */
    Optional<Route> ofDescription() {
        long until = System.nanoTime() + HANDOVER.toNanos();
        Optional<Route> route = running();
        while (route.isEmpty() && edited && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            route = running();
        }
        return route;
    }

    private Optional<Route> running() {
        return routes.stream()
                .filter(route -> route.getEndpoint().isMatchOnUriPrefix())
                .findFirst();
    }

    /** A route that serves HTTP requests. */
    final class Route extends SpringBootPlatformHttpConsumer {

        private Route(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** Runs the route for this request, and returns when its answer is written. */
        void serve(HttpServletRequest request, HttpServletResponse response) throws Exception {
            handleService(request, response);
        }

        /** A text is written at once and with its length; Camel would copy it through a stream, in chunks. */
        @Override
        protected void afterProcess(HttpServletResponse response, Exchange exchange) throws Exception {
            Message answer = exchange.getMessage();
            if (!exchange.isFailed() && answer.getBody() instanceof LiveAnswer live) {
                try {
                    LiveConnection.begin(
                            live, exchange.getIn(PlatformHttpMessage.class).getRequest(), response);
                } finally {
                    doneUoW(exchange);
                    releaseExchange(exchange, false);
                }
                return;
            }
            StreamedAnswer streamed = answer.getBody() instanceof StreamedAnswer s ? s : null;
            if (exchange.isFailed() || streamed == null && !(answer.getBody() instanceof String)) {
                super.afterProcess(response, exchange);
                return;
            }
            try {
                String type = answer.getHeader(Exchange.CONTENT_TYPE, String.class);
                if (type != null) {
                    response.setContentType(type);
                }
                response.setStatus(answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
                answer.getHeaders().forEach((name, value) -> {
                    if (!getEndpoint().getHeaderFilterStrategy().applyFilterToCamelHeaders(name, value, exchange)) {
                        response.setHeader(name, value.toString());
                    }
                });
                if (streamed != null) {
                    streamed.writeTo(response.getOutputStream());
                    return;
                }
                byte[] body = ((String) answer.getBody()).getBytes(StandardCharsets.UTF_8);
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, false);
            }
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            routes.add(this);
            edited = false;
        }

        /** Takes no further request, but lets those go on that it has: its successor cannot start before it stopped. */
        @Override
        protected void doSuspend() throws Exception {
            edited = true;
            routes.remove(this);
        }

        /** A request may have got hold of it just before. */
        @Override
        public boolean isSuspended() {
            return false;
        }

        @Override
        protected void doStop() throws Exception {
            routes.remove(this);
            super.doStop();
        }
    }
}
