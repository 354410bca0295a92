package dev.caravan.delivery;

/** An address of the recipient that was on the suppression list when the delivery was begun. */
record SuppressedAddress(String channel, String address, String reason) {

    /** Whether it is this address of this channel. In the list, e-mail addresses are in lower case. */
    boolean is(String ofChannel, String asWritten) {
        return channel.equals(ofChannel) && address.equalsIgnoreCase(asWritten);
    }
}
