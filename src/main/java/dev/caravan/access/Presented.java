package dev.caravan.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a request came with: a key, or a token. Keys are long and random, so that their plain SHA-256 is all that need be kept
 * of them, and can be looked up: whoever measures how long that takes learns something of a digest, and nothing of a key.
 *
 * @param sha256 read-only, and equal to another of the same bytes
 */
public record Presented(String text, ByteBuffer sha256) {

    /** As a request, or whoever made the key, has it. */
    public static Presented of(String text) {
        return new Presented(text, ByteBuffer.wrap(sha256(text)).asReadOnlyBuffer());
    }

    /** The digest of a text. */
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The text stays out of logs. */
    @Override
    public String toString() {
        return "a key";
    }
}
