package dev.caravan.client;

import dev.caravan.bot.ChatLinks;
import dev.caravan.bot.LinkCodes;
import dev.caravan.inbox.UserAddresses;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How users of other systems, and chats, find the client that they are. */
@Component
class ClientAddresses implements UserAddresses, ChatLinks {

    private final JdbcClient jdbc;
    private final LinkCodes codes;

    ClientAddresses(JdbcClient jdbc, LinkCodes codes) {
        this.jdbc = jdbc;
        this.codes = codes;
    }

    /** A client whose {@code attributes.user_id} is this; of several the one that was made first. */
    @Override
    public Optional<String> email(String userId) {
        return jdbc.sql("select email from clients where attributes ?? 'user_id' and attributes ->> 'user_id' = ?"
                        + " and email is not null order by id limit 1")
                .param(userId)
                .query(String.class)
                .optional();
    }

    @Override
    public boolean link(String code, String chatId) {
        return codes.redeem(code, chatId)
                .map(client -> jdbc.sql("update clients set telegram_id = ?, updated_at = now() where id = ?::bigint")
                                .params(chatId, client)
                                .update()
                        == 1)
                .orElse(false);
    }
}
