@NullMarked
package dev.caravan.access;

import org.jspecify.annotations.NullMarked;
