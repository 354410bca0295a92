package dev.caravan.bot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Codes by which a chat proves whose it is: a person who knows one is the client it was issued for. A code fits into a link,
 * {@code https://t.me/<bot>?start=<code>} (1 to 64 letters, digits, {@code _} and {@code -}), counts once, and not for long.
 */
@Component
public class LinkCodes {

    /** How long a code counts. */
    public static final Duration VALID = Duration.ofDays(7);

    private static final int BYTES = 16;

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    LinkCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A new code for a client, which counts for a week. */
    public String issue(String clientId) {
        return issue(clientId, VALID);
    }

    /** A new code for a client. Those before it stay good for their time. */
    public String issue(String clientId, Duration valid) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql("delete from telegram_link_codes where expires_at < now()").update();
        jdbc.sql("insert into telegram_link_codes (code_hash, client_id, expires_at)"
                        + " values (?, ?, now() + make_interval(secs => ?))")
                .params(hash(code), clientId, (double) valid.toSeconds())
                .update();
        return code;
    }

    /**
     * Uses a code up. The same chat may say it again, for Telegram tells of a message twice if in doubt.
     *
     * @return the client that it was issued for; empty if it is unknown, too old, or was used by another chat
     */
    public Optional<String> redeem(String code, String chatId) {
        return jdbc.sql("""
                        update telegram_link_codes set chat_id = ?
                        where code_hash = ? and expires_at > now() and (chat_id is null or chat_id = ?)
                        returning client_id
                        """)
                .params(chatId, hash(code), chatId)
                .query(String.class)
                .optional();
    }

    private static byte[] hash(String code) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
