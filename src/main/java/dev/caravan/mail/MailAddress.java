package dev.caravan.mail;

import dev.caravan.delivery.PermanentFault;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One e-mail address, without a name beside it. Quoted local parts and address literals, which RFC 5321 allows and
 * nobody has, are refused: with them go all ways to put a second address or a command into the field.
 *
 * @param local what stands before the @; may hold letters of any script (RFC 6531)
 * @param domain what stands behind it, in ASCII (IDNA)
 */
record MailAddress(String local, String domain) {

    private static final Pattern LOCAL =
            Pattern.compile("(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\\x00-\\xA0\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}]){1,64}");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})*");

    /** RFC 5321, section 4.5.3.1.3: a path of 256 octets, its angle brackets included. */
    private static final int LONGEST = 254;

    /** @throws PermanentFault if the text is not one address */
    static MailAddress parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new PermanentFault("no e-mail address");
        }
        int at = text.lastIndexOf('@');
        if (at > 0
                && text.length() <= LONGEST
                && LOCAL.matcher(text.substring(0, at)).matches()) {
            MailAddress address = new MailAddress(text.substring(0, at), asciiDomain(text.substring(at + 1)));
            if (address.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
                return address;
            }
        }
        throw invalid();
    }

    private static String asciiDomain(String domain) {
        String ascii;
        try {
            ascii = DOMAIN.matcher(domain).matches() ? domain : IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (!DOMAIN.matcher(ascii).matches()) {
            throw invalid();
        }
        return ascii;
    }

    private static PermanentFault invalid() {
        return new PermanentFault("not one valid e-mail address");
    }

    /** Whether the server needs the extension SMTPUTF8 for this address. */
    boolean needsUtf8() {
        return local.chars().anyMatch(c -> c > 127);
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
