/** The SMS providers that speak HTTP, their order, and how many segments a text takes. */
@NullMarked
package dev.caravan.sms;

import org.jspecify.annotations.NullMarked;
