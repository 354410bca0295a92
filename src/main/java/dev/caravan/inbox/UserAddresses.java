package dev.caravan.inbox;

import java.util.Optional;

/** Who knows how to reach the owner of an inbox outside of it. Without a bean of this kind nobody does. */
public interface UserAddresses {

    /** The user's e-mail address, if it is known. */
    Optional<String> email(String userId);
}
