/** Mail that came back: reads a mailbox, tells bounces from other answers, and lets them count. */
@NullMarked
package dev.caravan.bounce;

import org.jspecify.annotations.NullMarked;
