/** People that mailings can go to, and the tags and operators that they are chosen by. */
@NullMarked
package dev.caravan.client;

import org.jspecify.annotations.NullMarked;
