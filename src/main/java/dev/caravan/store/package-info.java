@NullMarked
package dev.caravan.store;

import org.jspecify.annotations.NullMarked;
