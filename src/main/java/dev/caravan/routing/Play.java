package dev.caravan.routing;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.InterceptStrategy;
import org.jspecify.annotations.Nullable;

/** What is other in a rehearsal than in earnest. */
public interface Play extends AutoCloseable {

    /** The bean in the place of the application's; null: that one. */
    @Nullable
    Object bean(String name);

    /** The setting in the place of the application's; null: that one. */
    @Nullable
    String setting(String name);

    /** Answers in the place of an endpoint outside this process. */
    void leaves(Endpoint endpoint, Exchange exchange) throws Exception;

    /** What is put around each step. */
    List<InterceptStrategy> interceptors();

    /** Called before the routes are built. */
    void begins(CamelContext scratch);

    /** Called when the rehearsal is over. */
    @Override
    void close();
}
