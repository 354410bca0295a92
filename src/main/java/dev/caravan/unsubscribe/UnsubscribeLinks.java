package dev.caravan.unsubscribe;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The links in messages of mailings. There are none until {@code CARAVAN_PUBLIC_URL} says where this Caravan is reached. */
@Component
public class UnsubscribeLinks {

    private final String base;
    private final UnsubscribeTokens tokens;

    UnsubscribeLinks(@Value("${caravan.public-url:}") String publicUrl, UnsubscribeTokens tokens) {
        this.base = base(publicUrl.strip());
        this.tokens = tokens;
    }

    private static String base(String url) {
        if (url.isEmpty()) {
            return "";
        }
        try {
            URI uri = URI.create(url);
            if ("https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return url.replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalStateException(
                "CARAVAN_PUBLIC_URL must be where people reach this service, with https (RFC 8058"
                        + " takes nothing else), such as https://news.example.com");
    }

    /**
     * Where the owner of this address leaves the mailings; the empty text if no public address is configured.
     *
     * @param mailing the mailing that the message belongs to
     */
    public String url(String channel, String address, long mailing) {
        return base.isEmpty() ? "" : base + "/unsubscribe/" + tokens.seal(new Subscriber(channel, address, mailing));
    }
}
