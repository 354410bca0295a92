@NullMarked
package dev.caravan.api;

import org.jspecify.annotations.NullMarked;
