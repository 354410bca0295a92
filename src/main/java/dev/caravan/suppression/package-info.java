/** Addresses that get nothing any more: the list, its API, and the links by which people put themselves on it. */
@NullMarked
package dev.caravan.suppression;

import org.jspecify.annotations.NullMarked;
