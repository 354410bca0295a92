package dev.caravan.unsubscribe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Makes and reads the tokens of the links. A token holds a {@link Subscriber}, encrypted and authenticated (AES-GCM), so that
 * it can be neither guessed nor made up, and no address stands in the logs that URLs get into. It has no end: a link in an old
 * mail still works. The nonce is an HMAC of the content, so the same subscriber has the same link at every try.
 */
@Component
class UnsubscribeTokens {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 1_024;

    private final SharedSecret secret;

    UnsubscribeTokens(SharedSecret secret) {
        this.secret = secret;
    }

    String seal(Subscriber subscriber) {
        byte[] words = (subscriber.channel() + "\n" + subscriber.address()).getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(Long.BYTES + words.length)
                .putLong(subscriber.mailing())
                .put(words)
                .array();
        byte[] nonce = Arrays.copyOf(derive("nonce", content), NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content);
            byte[] token = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if the text is none of our tokens. */
    Optional<Subscriber> open(String token) {
        try {
            byte[] bytes = token.length() > LONGEST
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
            if (bytes.length <= NONCE + TAG_BITS / 8 + Long.BYTES) {
                return Optional.empty();
            }
            byte[] content = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE))
                    .doFinal(bytes, NONCE, bytes.length - NONCE);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            long mailing = buffer.getLong();
            String[] words = StandardCharsets.UTF_8.decode(buffer).toString().split("\n", 2);
            return Optional.of(new Subscriber(words[0], words[1], mailing));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derive("unsubscribe", new byte[0]), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** A key or a nonce of its own for each purpose, out of the one secret. */
    private byte[] derive(String purpose, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(secret.bytes()), "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
