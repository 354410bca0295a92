/** Mailings: one text to the clients that tags and operators choose, sent while it may be. */
@NullMarked
package dev.caravan.mailing;

import org.jspecify.annotations.NullMarked;
