package dev.caravan.provider;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How routes call providers over HTTP.
 *
 * @param connectTimeout until the connection stands
 * @param responseTimeout without a byte from the server
 * @param deadline for the whole call, the body of the answer included
 * @param connections kept to one endpoint, and used at the same time at most
 * @param maxAnswer a longer answer is a fault
 * @param headers names of the headers that may go out; a {@code *} at the end stands for any rest
 */
@ConfigurationProperties("caravan.http")
public record HttpSettings(
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("10s") Duration responseTimeout,
        @DefaultValue("15s") Duration deadline,
        @DefaultValue("50") int connections,
        @DefaultValue("64KB") DataSize maxAnswer,

        @DefaultValue({"accept", "authorization", "content-type", "idempotency-key", "webhook-*", "x-*"})
        List<String> headers) {}
