/** What providers say of a message after they took it: delivered, failed, bounced, complained about. */
@NullMarked
package dev.caravan.receipt;

import org.jspecify.annotations.NullMarked;
