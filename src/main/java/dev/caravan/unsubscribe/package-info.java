/** Links by which a person leaves the mailings, without a login and with one click (RFC 8058). */
@NullMarked
package dev.caravan.unsubscribe;

import org.jspecify.annotations.NullMarked;
