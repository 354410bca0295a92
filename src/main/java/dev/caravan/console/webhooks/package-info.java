/** Who is told what becomes of notifications, and how that goes. */
@NullMarked
package dev.caravan.console.webhooks;

import org.jspecify.annotations.NullMarked;
