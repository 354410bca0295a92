package dev.caravan.access;

/** The configuration would let everybody on a network send notifications. */
final class OpenDoorException extends IllegalStateException {

    OpenDoorException(String address) {
        super("The API would be open to everybody who can reach " + address + ". Set CARAVAN_API_KEYS=name:key "
                + "(several with commas, scopes as name:key:send+read), or make a key in the console while "
                + "SERVER_ADDRESS=127.0.0.1.");
    }
}
