/** The broker's queues, for people to look at, and what was put aside in them. */
@NullMarked
package dev.caravan.queue;

import org.jspecify.annotations.NullMarked;
