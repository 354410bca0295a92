@NullMarked
package dev.caravan.receipt;

import org.jspecify.annotations.NullMarked;
