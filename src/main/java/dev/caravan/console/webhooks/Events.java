package dev.caravan.console.webhooks;

import java.util.List;

/** What one can be told. */
public final class Events {

    public static final List<String> ALL =
            List.of("notification.sent", "notification.delivered", "notification.failed", "notification.expired");

    private Events() {}
}
