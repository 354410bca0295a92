/** The people who log in to the console, and what each may do. */
@NullMarked
package dev.caravan.account;

import org.jspecify.annotations.NullMarked;
