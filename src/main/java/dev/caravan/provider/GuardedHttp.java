package dev.caravan.provider;

import java.time.Clock;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * What an {@code http:} step needs on top of {@link HardenedHttp} if others than the operator say where it goes: it names
 * these two as {@code clientConnectionManager} and {@code httpClientConfigurer}.
 */
public final class GuardedHttp {

    private final HttpSettings settings;
    private final Deadlines deadlines;
    private final Clock clock;

    GuardedHttp(HttpSettings settings, Deadlines deadlines, Clock clock) {
        this.settings = settings;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * Connections that are made only to the addresses which the guard gives for a host. It is asked at each connection, also
     * for a host that is an address; an answer of DNS that comes later changes nothing.
     *
     * @param total connections kept, and used at the same time at most
     * @param perHost of them to one host and port
     */
    public HttpClientConnectionManager connections(DnsResolver guard, int total, int perHost) {
        Timeout connect = Timeout.of(settings.connectTimeout());
        Timeout response = Timeout.of(settings.responseTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(guard)
                .setMaxConnTotal(total)
                .setMaxConnPerRoute(perHost)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(response).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(response)
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .build();
    }

    /** A client that reads no more than so many bytes of an answer, and is content with them. */
    public HttpClientConfigurer firstPartOfAnswer(int maxBytes) {
        return client -> client.addExecInterceptorFirst(
                "whole-answer", new WholeAnswer(settings.deadline(), maxBytes, true, deadlines, clock));
    }
}
