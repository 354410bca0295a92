package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What one HTTP provider says: how its requests are read, and how it takes and refuses a message. */
interface HttpProvider {

    String channel();

    String name();

    /**
     * @throws Refused if the provider would not even look at the message: wrong credentials, a missing field
     * @throws JsonProcessingException if the body is not what it says it is
     */
    Message read(Call call) throws Refused, JsonProcessingException;

    /** @param id the number of the message in the sandbox */
    Answer taken(long id, Message message);

    /** @param behaviour not {@code ACCEPT}, {@code SLOW}, {@code SILENT} or {@code DROP} */
    Answer refused(Behaviour behaviour, Message message);

    /** The answer to a request that is not for sending a message, or not well-formed. */
    Answer wrong(int status, String reason);

    /** A request that cannot be a message. */
    final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Answer answer;

        Refused(Answer answer) {
            super("refused", null, false, false);
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
