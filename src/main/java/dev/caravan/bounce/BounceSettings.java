package dev.caravan.bounce;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The mailbox that bounces come to.
 *
 * @param enabled whether it is read at all
 * @param protocol {@code imaps}, {@code imap}, {@code pop3s} or {@code pop3}
 * @param delete whether a message is deleted once it was understood; one that was not always stays
 */
@ConfigurationProperties("caravan.bounces")
record BounceSettings(
        boolean enabled, String protocol, String host, int port, String user, String password, boolean delete) {

    private static final Set<String> PROTOCOLS = Set.of("imaps", "imap", "pop3s", "pop3");

    /** @throws IllegalStateException that says what to set, if the mailbox cannot be read with these */
    void check() {
        if (enabled && (host.isBlank() || host.equals("localhost.invalid"))) {
            throw new IllegalStateException(
                    "CARAVAN_BOUNCES_ENABLED is true: set CARAVAN_BOUNCES_HOST to the mailbox's server");
        }
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalStateException("CARAVAN_BOUNCES_PROTOCOL must be imaps, imap, pop3s or pop3");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalStateException("CARAVAN_BOUNCES_PORT must be the port of the mailbox's server");
        }
    }

    boolean pop3() {
        return protocol.startsWith("pop3");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BounceSettings[%s://%s:%d, enabled=%s]".formatted(protocol, host, port, enabled);
    }
}
