/** The pages at {@code /console}: seeing and steering, by the same operations that the API has. */
@NullMarked
package dev.caravan.console;

import org.jspecify.annotations.NullMarked;
