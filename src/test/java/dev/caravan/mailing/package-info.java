@NullMarked
package dev.caravan.mailing;

import org.jspecify.annotations.NullMarked;
