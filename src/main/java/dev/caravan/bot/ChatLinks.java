package dev.caravan.bot;

/**
 * Joins a chat to whom a code was given to. The feature that knows clients provides it, with the help of {@link LinkCodes};
 * without one, a code is used up and nothing is joined.
 */
@FunctionalInterface
public interface ChatLinks {

    /**
     * Joins the chat to the client that the code was issued for. Once more from the same chat: true again.
     *
     * @return false if the code is unknown, too old, or was used by another chat
     */
    boolean link(String code, String chatId);
}
