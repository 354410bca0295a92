/**
 * Status webhooks: who is told of what becomes of deliveries, the way of each event to its endpoint, and the guard that
 * keeps it from addresses inside. What makes the events is a trigger of the table deliveries.
 */
@NullMarked
package dev.caravan.webhook;

import org.jspecify.annotations.NullMarked;
