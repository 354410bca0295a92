package dev.caravan.template;

import org.jspecify.annotations.Nullable;

/** A rendered message. */
public record Rendered(
        @Nullable String subject, String text, @Nullable String html) {}
