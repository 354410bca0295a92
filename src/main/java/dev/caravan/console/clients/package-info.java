/** The pages about clients, their tags and their operators. */
@NullMarked
package dev.caravan.console.clients;

import org.jspecify.annotations.NullMarked;
