package dev.caravan.oidc;

import dev.caravan.access.Holder;
import dev.caravan.access.Keyring;
import dev.caravan.access.Presented;
import dev.caravan.access.Scope;
import dev.caravan.api.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * Lets in whoever has a token of the OpenID provider that is meant for this service (its audience): what for says the claim
 * {@code scope}, in the words {@code send}, {@code read}, {@code manage}, {@code routes}, {@code admin}, or these behind {@code caravan:}.
 */
final class TokenKeyring implements Keyring {

    private static final int RETRY_AFTER_SECONDS = 5;
    private static final int LONGEST_SUBJECT = 200;
    private static final String OWN = "caravan:";

    private final JwtDecoder decoder;

    TokenKeyring(Provider provider, OidcSettings settings) {
        String audience = settings.intendedAudience();
        this.decoder = Tokens.bearer(
                provider,
                new DelegatingOAuth2TokenValidator<>(
                        new JwtTimestampValidator(),
                        new JwtIssuerValidator(settings.issuer()),
                        new JwtClaimValidator<Object>(JwtClaimNames.EXP, expiry -> expiry != null),
                        new JwtClaimValidator<List<String>>(
                                JwtClaimNames.AUD, named -> named != null && named.contains(audience))));
    }

    @Override
    public Optional<Holder> find(Presented presented) {
        if (!Tokens.looksLikeOne(presented.text())) {
            return Optional.empty();
        }
        try {
            Jwt token = decoder.decode(presented.text());
            return Optional.of(new Holder("oidc:" + subject(token), scopes(token)));
        } catch (BadJwtException e) {
            throw Problem.unauthorized(
                    "This token does not count here: it must be in force, signed by the configured issuer, and meant for this"
                            + " service.",
                    "Bearer realm=\"caravan\", error=\"invalid_token\"");
        } catch (JwtException | ProviderAway e) {
            throw Problem.unavailable("The issuer of tokens cannot be reached now.", RETRY_AFTER_SECONDS);
        }
    }

    @Override
    public boolean closesTheDoor() {
        return true;
    }

    private static String subject(Jwt token) {
        String subject = String.valueOf(token.getSubject()).replaceAll("\\p{Cntrl}", "?");
        return subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) : subject;
    }

    private static Set<Scope> scopes(Jwt token) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String claim : List.of("scope", "scp")) {
            for (String word : Tokens.words(token, claim)) {
                Scope.of(word.startsWith(OWN) ? word.substring(OWN.length()) : word)
                        .ifPresent(scopes::add);
            }
        }
        return scopes;
    }
}
