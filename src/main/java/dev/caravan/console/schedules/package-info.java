/** What runs again and again: when next, how it went, and changing it. */
@NullMarked
package dev.caravan.console.schedules;

import org.jspecify.annotations.NullMarked;
