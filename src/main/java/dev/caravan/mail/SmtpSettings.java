package dev.caravan.mail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server and our account there.
 *
 * @param host the server's name; empty if no mail server is configured
 * @param port 587 for submission with STARTTLS, 465 for TLS from the first byte (RFC 8314)
 * @param user the account; empty to send without login
 * @param password the account's password
 * @param useTls whether nothing is sent unless the connection is encrypted and the server's certificate is valid
 * @param fromEmail the address that every mail comes from
 * @param fromName the name shown beside it; may be empty
 * @param connections how many connections to the server may be open at once
 * @param deadline the longest time that one try to send may take, all waits included
 */
@ConfigurationProperties("caravan.smtp")
public record SmtpSettings(
        @DefaultValue("") String host,
        @DefaultValue("587") int port,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("true") boolean useTls,
        @DefaultValue("caravan@localhost") String fromEmail,
        @DefaultValue("") String fromName,
        @DefaultValue("20") int connections,
        @DefaultValue("30s") Duration deadline) {

    /** The port that speaks TLS from the first byte, without STARTTLS (RFC 8314, section 3.3). */
    private static final int IMPLICIT_TLS_PORT = 465;

    public SmtpSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("caravan.smtp.connections must be at least 1");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("caravan.smtp.deadline must be more than nothing");
        }
    }

    boolean implicitTls() {
        return useTls && port == IMPLICIT_TLS_PORT;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpSettings[%s:%d, tls=%s, connections=%d, deadline=%s]"
                .formatted(host, port, useTls, connections, deadline);
    }
}
