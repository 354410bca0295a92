/** Sending through the Telegram Bot API: the {@code telegram:} component made safe, and long texts cut in parts. */
@NullMarked
package dev.caravan.telegram;

import org.jspecify.annotations.NullMarked;
