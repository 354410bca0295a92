/** The pages about the in-app inboxes of users. */
@NullMarked
package dev.caravan.console.inbox;

import org.jspecify.annotations.NullMarked;
