/** The HTTP edge: what a request must be before a route sees it, and how every refusal is answered. */
@NullMarked
package dev.caravan.api;

import org.jspecify.annotations.NullMarked;
