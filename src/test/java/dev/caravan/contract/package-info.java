/** What callers were promised, checked against what they get. */
@NullMarked
package dev.caravan.contract;

import org.jspecify.annotations.NullMarked;
