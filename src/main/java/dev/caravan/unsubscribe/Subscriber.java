package dev.caravan.unsubscribe;

/**
 * Who leaves, and what: one address of one channel, and the mailing whose message the link was in.
 *
 * @param mailing told to operators; leaving one mailing is leaving all
 */
record Subscriber(String channel, String address, long mailing) {

    /** The address so that its owner knows it and nobody else learns it. */
    String masked() {
        int at = address.indexOf('@');
        if (at > 0) {
            return address.charAt(0) + "***" + address.substring(at);
        }
        return address.length() <= 4
                ? "***"
                : address.substring(0, 2) + "***" + address.substring(address.length() - 2);
    }
}
