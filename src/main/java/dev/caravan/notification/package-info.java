@NullMarked
package dev.caravan.notification;

import org.jspecify.annotations.NullMarked;
