/** How much goes through, now and over the last days. */
@NullMarked
package dev.caravan.traffic;

import org.jspecify.annotations.NullMarked;
