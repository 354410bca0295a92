/** What would become of a request, or will of a notification, and why: the running routes are rehearsed, and say it. */
@NullMarked
package dev.caravan.explain;

import org.jspecify.annotations.NullMarked;
