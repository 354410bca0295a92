/**
 * What stands in for the mail server, Telegram and the SMS gateways while none is configured: messages are really sent,
 * over SMTP and HTTP, to catchers inside this process, and shown at {@code /sandbox}.
 */
@NullMarked
package dev.caravan.sandbox;

import org.jspecify.annotations.NullMarked;
