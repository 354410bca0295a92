/** The queues, the dead letters, and what legacy systems sent that was no request. */
@NullMarked
package dev.caravan.console.queues;

import org.jspecify.annotations.NullMarked;
