/** Periodic tasks: what runs when, on the wall clock of a time zone, once over all instances. */
@NullMarked
package dev.caravan.schedule;

import org.jspecify.annotations.NullMarked;
