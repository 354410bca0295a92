package dev.caravan.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Caravan cannot start, for a reason that whoever started it can mend. The message is one line that says what is wrong
 * and what to set; it is printed as it is, so it holds no secret.
 */
public final class StartupFailure extends RuntimeException {

    public StartupFailure(String line) {
        this(line, null);
    }

    public StartupFailure(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
