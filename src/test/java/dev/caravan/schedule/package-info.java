@NullMarked
package dev.caravan.schedule;

import org.jspecify.annotations.NullMarked;
