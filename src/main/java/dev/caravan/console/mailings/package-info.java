/** The pages about mailings. */
@NullMarked
package dev.caravan.console.mailings;

import org.jspecify.annotations.NullMarked;
