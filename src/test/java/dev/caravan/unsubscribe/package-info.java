@NullMarked
package dev.caravan.unsubscribe;

import org.jspecify.annotations.NullMarked;
