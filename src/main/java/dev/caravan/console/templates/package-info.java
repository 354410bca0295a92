/** The pages about templates. */
@NullMarked
package dev.caravan.console.templates;

import org.jspecify.annotations.NullMarked;
