/** The in-app inbox (dialect E): records of what happened, by user, with a live stream; also the channel {@code inbox}. */
@NullMarked
package dev.caravan.inbox;

import org.jspecify.annotations.NullMarked;
