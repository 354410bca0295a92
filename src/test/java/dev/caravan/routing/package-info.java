@NullMarked
package dev.caravan.routing;

import org.jspecify.annotations.NullMarked;
