package dev.caravan.unsubscribe;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The secret that all instances share: {@code CARAVAN_SECRET}, or else one that the first of them made and stored. Links
 * made with it are void once it changes.
 */
@Component
class SharedSecret {

    private static final int SHORTEST = 32;
    private static final int BYTES = 32;
    private static final String NAME = "unsubscribe";

    private final Supplier<byte[]> secret;

    SharedSecret(@Value("${caravan.secret:}") String configured, JdbcClient jdbc) {
        if (!configured.isBlank() && configured.strip().length() < SHORTEST) {
            throw new IllegalStateException(
                    "CARAVAN_SECRET must have at least " + SHORTEST + " characters (openssl rand -hex 32)");
        }
        this.secret = configured.isBlank()
                ? SingletonSupplier.of(() -> stored(jdbc))
                : () -> configured.strip().getBytes(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return secret.get();
    }

    private static byte[] stored(JdbcClient jdbc) {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        jdbc.sql("insert into shared_secrets (name, secret) values (?, ?) on conflict do nothing")
                .params(NAME, fresh)
                .update();
        return jdbc.sql("select secret from shared_secrets where name = ?")
                .param(NAME)
                .query((row, n) -> row.getBytes(1))
                .single();
    }
}
