package dev.caravan.webhook;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host names beyond ASCII. A URI has none (RFC 3986, section 3.2.2): they are written in the form of the DNS, so that what
 * is stored, looked up and allowed is one name and not one that looks like it.
 */
final class InternationalHosts {

    private static final Pattern HOST = Pattern.compile("(?i)https?://(?:[^/?#@]*@)?([^/?#:@]+).*", Pattern.DOTALL);

    private InternationalHosts() {}

    /** How to write the host of a URL, if it has one beyond ASCII. */
    static Optional<String> advice(String url) {
        Matcher host = HOST.matcher(url);
        if (!host.matches() || host.group(1).chars().allMatch(c -> c < 0x80)) {
            return Optional.empty();
        }
        try {
            return Optional.of("must write its host name as the DNS does: " + IDN.toASCII(host.group(1)));
        } catch (IllegalArgumentException e) {
            return Optional.of("has a host name that there cannot be");
        }
    }
}
