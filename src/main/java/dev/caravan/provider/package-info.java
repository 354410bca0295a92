/**
 * What stands between a delivery and a provider: the circuit breaker, the pace, the pauses a provider asked for, and the
 * hardened HTTP client that every {@code http:} and {@code https:} step of a route uses.
 */
@NullMarked
package dev.caravan.provider;

import org.jspecify.annotations.NullMarked;
