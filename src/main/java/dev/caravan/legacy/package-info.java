/** Requests of systems that speak queues and no HTTP: what their route asks of a message, and the answers to it. */
@NullMarked
package dev.caravan.legacy;

import org.jspecify.annotations.NullMarked;
