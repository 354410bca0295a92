package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.bot.LinkCodes;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import java.time.Clock;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The codes by which a client joins its Telegram chat to itself. */
@Component("telegramLinks")
public class TelegramLinks implements PersonalData {

    private final Clients clients;
    private final LinkCodes codes;
    private final JdbcClient jdbc;
    private final Clock clock;

    TelegramLinks(Clients clients, LinkCodes codes, JdbcClient jdbc, Clock clock) {
        this.clients = clients;
        this.codes = codes;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A new code for a client, and what it says to the bot.
     *
     * @throws dev.caravan.api.Problem 404
     */
    public ObjectNode issue(String id) {
        String code = codes.issue(clients.get(id).get("id").asText());
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", "/start " + code)
                .put("expires_at", clock.instant().plus(LinkCodes.VALID).toString());
    }

    @Override
    public String kind() {
        return "telegram_links";
    }

    /** A code is kept as its hash: there is only to say that one was issued. */
    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        jdbc.sql("select chat_id, expires_at from telegram_link_codes where client_id = ? order by expires_at")
                .param(person.clientId())
                .query((row, n) -> JsonNodeFactory.instance
                        .objectNode()
                        .put("chat_id", row.getString("chat_id"))
                        .put(
                                "expires_at",
                                row.getTimestamp("expires_at").toInstant().toString()))
                .list()
                .forEach(to);
    }

    @Override
    public int erase(Person person) {
        return jdbc.sql("delete from telegram_link_codes where client_id = ?")
                .param(person.clientId())
                .update();
    }
}
