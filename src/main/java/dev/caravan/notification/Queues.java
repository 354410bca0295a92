package dev.caravan.notification;

import java.util.List;

/** The priority queues. Each has its own dispatcher, broker queue and workers, so that none waits for another. */
public final class Queues {

    public static final String URGENT = "urgent";

    public static final List<String> NAMES = List.of(URGENT, "emails", "default", "bulk");

    private Queues() {}

    /** The queue for what a caller wrote as priority: its own name, and {@code default} for anything else. */
    public static String of(String priority) {
        return NAMES.contains(priority) ? priority : "default";
    }
}
