/** The first page: how it all fares. */
@NullMarked
package dev.caravan.console.overview;

import org.jspecify.annotations.NullMarked;
