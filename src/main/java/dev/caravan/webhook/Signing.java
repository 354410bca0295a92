package dev.caravan.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Signatures and secrets as the Standard Webhooks specification has them. */
final class Signing {

    private static final String PREFIX = "whsec_";
    private static final int SECRET_BYTES = 32;
    private static final Pattern SECRET = Pattern.compile(PREFIX + "[A-Za-z0-9+/]+={0,2}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signing() {}

    /** A new secret: {@code whsec_} and 32 random bytes in Base64. */
    static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getEncoder().encodeToString(random);
    }

    /** Whether a text is a secret of 24 to 64 bytes, as the specification asks. */
    static boolean isSecret(String text) {
        if (!SECRET.matcher(text).matches()) {
            return false;
        }
        try {
            int bytes = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return bytes >= 24 && bytes <= 64;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The header {@code webhook-signature}: one signature a secret, so that a receiver that knows any of them is content.
     *
     * @param seconds since 1970, as in {@code webhook-timestamp}
     */
    static String signature(List<String> secrets, String id, long seconds, String payload) {
        StringJoiner signatures = new StringJoiner(" ");
        try {
            for (String secret : secrets) {
                signatures.add(new Webhook(secret).sign(id, seconds, payload));
            }
        } catch (WebhookSigningException e) {
            throw new IllegalStateException("a webhook could not be signed", e);
        }
        return signatures.toString();
    }
}
