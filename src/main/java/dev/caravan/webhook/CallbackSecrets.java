package dev.caravan.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What signs the webhooks to the {@code callback_url} of a notification: the secrets that the operator configured, or one
 * that was made once and is kept in PostgreSQL, so that all instances have the same.
 */
@Component("callbackSecrets")
public class CallbackSecrets {

    private static final String KEEP = """
            insert into webhook_secrets (webhook_id, secret) values (null, ?)
            on conflict (webhook_id) where expires_at is null do nothing
            """;
    private static final String KEPT =
            "select secret from webhook_secrets where webhook_id is null and expires_at is null";

    private final JdbcClient jdbc;
    private final List<String> configured;
    private volatile @Nullable List<String> kept;

    CallbackSecrets(JdbcClient jdbc, WebhookSettings settings) {
        this.jdbc = jdbc;
        this.configured = settings.secret().stream().map(String::strip).toList();
        if (!configured.stream().allMatch(Signing::isSecret)) {
            throw new IllegalStateException(
                    "CARAVAN_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes in Base64; several are"
                            + " separated by commas, the current one first");
        }
    }

    /** The secrets, the current one first. */
    List<String> all() {
        if (!configured.isEmpty()) {
            return configured;
        }
        List<String> known = kept;
        if (known == null) {
            known = List.of(kept());
            kept = known;
        }
        return known;
    }

    /** The secret that was made, for whoever sets up receivers; one that was configured is not told. */
    public ObjectNode show() {
        boolean own = !configured.isEmpty();
        return JsonNodeFactory.instance.objectNode().put("configured", own).put("secret", own ? null : all().get(0));
    }

    private String kept() {
        return jdbc.sql(KEPT).query(String.class).optional().orElseGet(() -> {
            jdbc.sql(KEEP).param(Signing.newSecret()).update();
            return jdbc.sql(KEPT).query(String.class).single();
        });
    }
}
