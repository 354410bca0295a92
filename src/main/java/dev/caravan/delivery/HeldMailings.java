package dev.caravan.delivery;

/** Tells which mailings do not go on, while their messages are with the workers already. */
@FunctionalInterface
public interface HeldMailings {

    /** Whether this mailing was paused or cancelled; known within a second of it. */
    boolean holds(long mailingId);
}
