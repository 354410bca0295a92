/** The Telegram bot that listens: it links a chat to a client, and lets a person leave the mailings. */
@NullMarked
package dev.caravan.bot;

import org.jspecify.annotations.NullMarked;
