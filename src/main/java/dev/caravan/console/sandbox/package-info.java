/** What was caught instead of sent, and faults to be had on purpose. */
@NullMarked
package dev.caravan.console.sandbox;

import org.jspecify.annotations.NullMarked;
