package dev.caravan.mail;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.mail.SmtpFailure.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a failure whether another try makes sense. A recipient whom the server refuses stays refused; our own
 * trouble with the server (login, relaying, quota) says nothing about the recipient and is temporary.
 */
final class SmtpFaults {

    private static final int LONGEST_TEXT = 500;

    /** The server is about to go away (RFC 5321, section 3.8): unlike other 4xx this is about it, not about the mail. */
    private static final int CLOSING = 421;

    /** Login and encryption: RFC 4954 section 6, RFC 3207 section 4; 521 and 503 are about the connection. */
    private static final Set<Integer> OURS = Set.of(503, 521, 530, 534, 535, 538);

    /** Sender's address 5.1.7 5.1.8, quota 5.4.5, login 5.7.3 5.7.8 5.7.9 5.7.14 5.7.57, blocked host 5.7.25 5.7.26. */
    private static final Pattern OUR_STATUS =
            Pattern.compile("5\\.(1\\.[78]|4\\.5|7\\.([3489]|11|12|13|14|25|26|27|57|60))");

    private static final Pattern OUR_WORDS = Pattern.compile("(?i)relay|authenti|log ?in|credential");

    private final SmtpSettings settings;
    private final Clock clock;
    private final List<String> secrets = new ArrayList<>();

    SmtpFaults(SmtpSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        String login = "\0" + settings.user() + "\0" + settings.password();
        // The longest first: a short one may be a part of it.
        for (String secret : List.of(settings.user() + login, login, settings.password(), settings.user())) {
            if (secret.length() > 2) {
                secrets.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
                secrets.add(secret);
            }
        }
    }

    /** The fault has no cause: the texts in there are the server's own, with the recipient's address in them. */
    Fault fault(SmtpFailure failure, Parcel parcel) {
        String text = text(failure, parcel);
        SmtpReply reply = failure.reply();
        if (reply != null && reply.temporary() && reply.code() != CLOSING && failure.stage() != Stage.CONNECT) {
            return TemporaryFault.aboutMessage(text, retryAt(reply));
        }
        if (reply == null || reply.temporary() || !recipientIsRefused(reply, failure.stage())) {
            return new TemporaryFault(text, retryAt(reply), null);
        }
        boolean dead =
                failure.stage() == Stage.RECIPIENT && DeadAddress.isDead(reply.code(), reply.enhanced(), reply.text());
        return dead ? PermanentFault.deadAddress(text) : new PermanentFault(text);
    }

    private static boolean recipientIsRefused(SmtpReply reply, Stage stage) {
        String status = reply.enhanced();
        if (stage == Stage.CONNECT
                || OURS.contains(reply.code())
                || OUR_STATUS.matcher(status).matches()) {
            return false;
        }
        if (status.startsWith("5.7.")) {
            // One status for "we are not allowed to relay" and for "this content is spam": the words tell.
            return stage != Stage.SENDER && !OUR_WORDS.matcher(reply.text()).find();
        }
        // A full mailbox may be emptied. Without a status, 552 to RCPT is one (RFC 5321, section 4.5.3.1.10), and 552
        // to the text is a message too large.
        boolean full = status.endsWith(".2.2") || (reply.code() == 552 && status.isEmpty() && stage == Stage.RECIPIENT);
        return !full;
    }

    private @Nullable Instant retryAt(@Nullable SmtpReply reply) {
        Duration wait = reply == null ? null : reply.retryAfter();
        // One second more: the server may count whole seconds.
        return wait == null ? null : clock.instant().plus(wait).plusSeconds(1);
    }

    private String text(SmtpFailure failure, Parcel parcel) {
        String words = failure.getMessage();
        if (failure.reply() == null) {
            words = switch (failure.stage()) {
                case CONNECT -> "no connection to " + settings.host() + ":" + settings.port() + ": " + words;
                case VERDICT -> "unknown whether the mail server took the message: " + words;
                default -> "the connection to the mail server failed: " + words;
            };
        }
        words = replace(words, parcel.to());
        for (String secret : secrets) {
            words = replace(words, secret);
        }
        words = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return words.length() > LONGEST_TEXT ? words.substring(0, LONGEST_TEXT) : words;
    }

    private static String replace(String words, String secret) {
        return Pattern.compile(secret, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(words)
                .replaceAll("***");
    }
}
