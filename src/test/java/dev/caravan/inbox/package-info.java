@NullMarked
package dev.caravan.inbox;

import org.jspecify.annotations.NullMarked;
