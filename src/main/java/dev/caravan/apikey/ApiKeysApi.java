package dev.caravan.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.ApiKeys;
import dev.caravan.access.Presented;
import dev.caravan.access.Scope;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.store.TimeOrderedId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys of the API: made, changed, revoked. */
@Component("apiKeys")
public class ApiKeysApi {

    /** Each instance has all of them in memory. */
    static final int MOST = 1_000;

    private static final String MARK = "cvn_";
    /** 256 random bits: nobody guesses one, so that a plain digest of it can be kept. */
    private static final int BYTES = 32;

    private static final int SHOWN = MARK.length() + 6;

    private static final String CREATE = """
            insert into api_keys (id, name, prefix, sha256, scopes, requests_per_minute, created_at, created_by)
            select ?, ?, ?, ?, ?, ?, now(), ?
            where (select count(*) from api_keys where revoked_at is null) < ?
            """;

    private final JdbcClient sql;
    private final KeysInForce inForce;
    private final ApiKeys configured;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiKeysApi(JdbcClient sql, KeysInForce inForce, ApiKeys configured, Clock clock) {
        this.sql = sql;
        this.inForce = inForce;
        this.configured = configured;
        this.clock = clock;
    }

    /** One page of them, newest first, revoked ones too. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).after("id");
        int limit = search.limit();
        List<ObjectNode> items = sql.sql(
                        "select * from api_keys where " + search.conditions() + " order by id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> StoredKey.of(row).view())
                .list();
        return Search.page(items, limit);
    }

    /** @throws Problem 404 for an unknown id */
    public ObjectNode get(@Nullable String id) {
        return find(id).view();
    }

    /**
     * Makes a key, and shows it for the only time. It counts here at once, on other instances within a second.
     *
     * @throws Problem 400 naming what is not valid, 409 if the name is taken or there are {@value #MOST}
     */
    public ObjectNode create(JsonNode body, @Variable("caller") @Nullable String caller) {
        KeyForm form = KeyForm.read(body, null);
        refuseConfigured(form);
        UUID id = TimeOrderedId.at(clock.instant());
        String key = newKey();
        try {
            int made = sql.sql(CREATE)
                    .params(id, form.name(), key.substring(0, SHOWN), Presented.sha256(key), names(form))
                    .param(form.requestsPerMinute())
                    .params(caller == null ? "" : caller, MOST)
                    .update();
            if (made == 0) {
                throw Problem.conflict("There are " + MOST + " keys in force; revoke one first.");
            }
        } catch (DuplicateKeyException e) {
            throw taken(form);
        }
        inForce.read();
        return get(id.toString()).put("key", key);
    }

    /**
     * Changes the fields that the body has. The key itself stays.
     *
     * @throws Problem 404 for an unknown id, 400 naming what is not valid, 409 if it is revoked or the name is taken
     */
    public ObjectNode update(@Nullable String id, JsonNode body) {
        StoredKey before = find(id);
        KeyForm form = KeyForm.read(body, new KeyForm(before.name(), before.scopes(), before.requestsPerMinute()));
        refuseConfigured(form);
        try {
            int changed = sql.sql("""
                            update api_keys set name = ?, scopes = ?, requests_per_minute = ?
                            where id = ? and revoked_at is null
                            """)
                    .params(form.name(), names(form))
                    .param(form.requestsPerMinute())
                    .param(before.id())
                    .update();
            if (changed == 0) {
                throw Problem.conflict("This key is revoked.");
            }
        } catch (DuplicateKeyException e) {
            throw taken(form);
        }
        inForce.read();
        return get(id);
    }

    /**
     * Revokes a key: here at once, on other instances within a second. One that is revoked stays so.
     *
     * @throws Problem 404 for an unknown id
     */
    public ObjectNode revoke(@Nullable String id, @Variable("caller") @Nullable String caller) {
        sql.sql("update api_keys set revoked_at = now(), revoked_by = ? where id = ? and revoked_at is null")
                .params(caller == null ? "" : caller, find(id).id())
                .update();
        inForce.read();
        return get(id);
    }

    private StoredKey find(@Nullable String id) {
        return TimeOrderedId.parse(id)
                .flatMap(uuid -> sql.sql("select * from api_keys where id = ?")
                        .param(uuid)
                        .query((row, n) -> StoredKey.of(row))
                        .optional())
                .orElseThrow(() -> Problem.notFound("There is no API key with this id."));
    }

    /** Two keys of one name would be one in histories, and to idempotency keys. */
    private void refuseConfigured(KeyForm form) {
        if (configured.named(form.name())) {
            throw taken(form);
        }
    }

    private String newKey() {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static Problem taken(KeyForm form) {
        return Problem.conflict("There is a key named '" + form.name() + "' already.");
    }

    private static String[] names(KeyForm form) {
        return form.scopes().stream().map(Scope::toString).toArray(String[]::new);
    }
}
