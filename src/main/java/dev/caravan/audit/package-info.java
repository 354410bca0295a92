/** Who changed what: every change leaves an entry, by whichever door it came. */
@NullMarked
package dev.caravan.audit;

import org.jspecify.annotations.NullMarked;
