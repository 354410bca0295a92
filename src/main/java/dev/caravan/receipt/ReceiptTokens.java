package dev.caravan.receipt;

import dev.caravan.api.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who may send receipts: {@code CARAVAN_RECEIPTS_TOKENS=smsc:token,probe:token}. A provider may have several, while one takes
 * the other's place. The tokens are shown nowhere.
 */
@Component("receiptTokens")
public class ReceiptTokens {

    private static final int SHORTEST = 16;
    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

    private final Map<String, List<byte[]>> tokens = new LinkedHashMap<>();

    ReceiptTokens(@Value("${caravan.receipts.tokens:}") String setting) {
        for (String pair : setting.split(",")) {
            if (!pair.isBlank()) {
                int colon = pair.indexOf(':');
                String provider = colon < 0 ? "" : pair.substring(0, colon).strip();
                String token = pair.substring(colon + 1).strip();
                if (!PROVIDER.matcher(provider).matches() || token.length() < SHORTEST) {
                    throw new IllegalStateException("CARAVAN_RECEIPTS_TOKENS must be provider:token, comma-separated,"
                            + " each token of at least " + SHORTEST + " characters (openssl rand -hex 24)");
                }
                tokens.computeIfAbsent(provider, p -> new ArrayList<>()).add(token.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /**
     * Lets a request in that carries a token of the provider, as {@code Authorization: Bearer}, as {@code X-Receipt-Token}
     * or as the query parameter {@code token}; sets the variable {@code provider}.
     *
     * @throws Problem 404 if the provider has no token, 403 if the request has none of its tokens
     */
    public void check(Exchange exchange) {
        String provider = exchange.getMessage().getHeader("provider", String.class);
        List<byte[]> known = Optional.ofNullable(tokens.get(String.valueOf(provider)))
                .orElseThrow(() -> Problem.notFound("Receipts of this provider are not expected."));
        String presented = presented(exchange);
        if (presented == null || known.stream().noneMatch(token -> same(token, presented))) {
            throw Problem.forbidden(
                    "Send the token of this provider as `Authorization: Bearer`, as `X-Receipt-Token` or"
                            + " as the query parameter `token`.");
        }
        exchange.setVariable("provider", provider);
        exchange.getMessage().removeHeader("token");
        exchange.getMessage().removeHeader("X-Receipt-Token");
    }

    private static @Nullable String presented(Exchange exchange) {
        if (!(exchange.getIn() instanceof PlatformHttpMessage http)) {
            return null;
        }
        String bearer = http.getRequest().getHeader("Authorization");
        if (bearer != null && bearer.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer.substring(7).strip();
        }
        String header = http.getRequest().getHeader("X-Receipt-Token");
        return header != null ? header : http.getRequest().getParameter("token");
    }

    private static boolean same(byte[] token, String presented) {
        return MessageDigest.isEqual(token, presented.getBytes(StandardCharsets.UTF_8));
    }
}
