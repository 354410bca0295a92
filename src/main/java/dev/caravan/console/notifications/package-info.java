/** The pages about notifications. */
@NullMarked
package dev.caravan.console.notifications;

import org.jspecify.annotations.NullMarked;
