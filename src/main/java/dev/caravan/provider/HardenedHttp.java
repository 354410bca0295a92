package dev.caravan.provider;

import java.time.Clock;
import org.apache.camel.Component;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;

/**
 * Sets up Camel's {@code http} and {@code https} components so that no route has to think of it. As they come, they wait
 * three minutes for a connection and for ever for an answer, keep cookies, and copy every header in and out.
 */
final class HardenedHttp implements ComponentCustomizer {

    private final HttpSettings settings;
    private final Deadlines deadlines;
    private final Clock clock;

    HardenedHttp(HttpSettings settings, Deadlines deadlines, Clock clock) {
        this.settings = settings;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return target instanceof HttpComponent;
    }

    /** After Camel's own customizer, which sets the defaults that are to be replaced here. */
    @Override
    public int getOrder() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void configure(String name, Component target) {
        HttpComponent http = (HttpComponent) target;
        http.setConnectTimeout(settings.connectTimeout().toMillis());
        http.setConnectionRequestTimeout(settings.connectTimeout().toMillis());
        http.setResponseTimeout(settings.responseTimeout().toMillis());
        http.setSoTimeout(settings.responseTimeout().toMillis());
        http.setMaxTotalConnections(settings.connections());
        http.setConnectionsPerRoute(settings.connections());
        // A provider that moves to another address is followed after this long.
        http.setConnectionTimeToLive(300_000);
        http.setFollowRedirects(false);
        http.setRedirectHandlingDisabled(true);
        // A request whose answer was lost may have been taken: only the delivery's own retries repeat it.
        http.setAutomaticRetriesDisabled(true);
        http.setCookieManagementDisabled(true);
        http.setAuthCachingDisabled(true);
        http.setContentCompressionDisabled(true);
        http.setCopyHeaders(false);
        http.setAllowJavaSerializedObject(false);
        http.setUserAgent("Caravan");
        http.setHeaderFilterStrategy(new HttpHeaders(settings.headers()));
        int maxAnswer = Math.toIntExact(settings.maxAnswer().toBytes());
        http.setHttpClientConfigurer(client -> client.addExecInterceptorFirst(
                "whole-answer", new WholeAnswer(settings.deadline(), maxAnswer, false, deadlines, clock)));
    }
}
