package dev.caravan.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** How passwords are stored: bcrypt, with its name in front, so that another can follow it. */
@Component
public class Passwords {

    private static final int SHORTEST = 12;
    /** What bcrypt looks at; it would pass over the rest. */
    private static final int MOST_BYTES = 72;
    /** About 0.2 s of one core; OWASP's Password Storage Cheat Sheet asks for 10 at least. */
    private static final int STRENGTH = 11;

    /** Compared to where there is no user, so that the time taken does not tell that: a hash of nothing, as costly as others. */
    private static final String NOBODY = "{bcrypt}$2a$" + STRENGTH + "$" + ".".repeat(53);

    private final PasswordEncoder encoder =
            new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(STRENGTH)));

    public String hash(String password) {
        return encoder.encode(password);
    }

    /** Takes the same time whether there is a hash or not. */
    public boolean match(String password, @Nullable String hash) {
        boolean same = encoder.matches(password, hash == null ? NOBODY : hash);
        return same && hash != null;
    }

    /** What keeps a password from being taken; empty if nothing does. */
    public static Optional<String> complaint(String password) {
        if (password.length() < SHORTEST) {
            return Optional.of("must have at least " + SHORTEST + " characters");
        }
        return password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
                ? Optional.of("must have at most " + MOST_BYTES + " bytes")
                : Optional.empty();
    }

    /** A password that nobody can guess: 120 random bits. */
    public static String random() {
        byte[] bits = new byte[15];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
