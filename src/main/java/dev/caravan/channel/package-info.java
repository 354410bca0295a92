/** What there is to say of channels, and what a channel's route may be helped with. */
@NullMarked
package dev.caravan.channel;

import org.jspecify.annotations.NullMarked;
