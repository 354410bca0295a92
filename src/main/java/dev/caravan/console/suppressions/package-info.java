/** The pages about who gets nothing any more. */
@NullMarked
package dev.caravan.console.suppressions;

import org.jspecify.annotations.NullMarked;
