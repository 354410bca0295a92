/** Users, keys of the API, the audit log, and one's own account. */
@NullMarked
package dev.caravan.console.access;

import org.jspecify.annotations.NullMarked;
