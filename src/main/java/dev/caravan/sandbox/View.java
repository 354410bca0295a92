package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * What the page shows: which messages, which of them in full, and whether it renews itself. Every link changes it.
 *
 * @param base path of the page
 * @param channel empty for all
 * @param to part of a recipient, empty for all
 * @param id the message picked
 */
record View(
        String base, String channel, String to, @Nullable Long id, boolean refresh) {

    View channel(String other) {
        return new View(base, other, to, null, refresh);
    }

    View id(@Nullable Long other) {
        return new View(base, channel, to, other, refresh);
    }

    View refresh(boolean other) {
        return new View(base, channel, to, id, other);
    }

    boolean filtered() {
        return !channel.isEmpty() || !to.isEmpty();
    }

    String link() {
        List<String> query = new ArrayList<>();
        if (!channel.isEmpty()) {
            query.add("channel=" + encoded(channel));
        }
        if (!to.isEmpty()) {
            query.add("to=" + encoded(to));
        }
        if (id != null) {
            query.add("id=" + id);
        }
        if (refresh) {
            query.add("refresh=true");
        }
        return query.isEmpty() ? base : base + "?" + String.join("&", query);
    }

    private static String encoded(String value) {
        return UriUtils.encode(value, StandardCharsets.UTF_8);
    }
}
