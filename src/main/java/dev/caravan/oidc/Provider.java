package dev.caravan.oidc;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * What the OpenID provider says of itself (OpenID Connect Discovery 1.0), asked for when it is first needed: one that is away
 * must keep nobody from starting Caravan, or from logging in with a password.
 */
final class Provider {

    static final String REGISTRATION = "oidc";
    static final String CALLBACK = "/console/oidc/callback";

    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration READ = Duration.ofSeconds(5);
    /** It may move its endpoints. */
    private static final Duration FRESH = Duration.ofHours(1);
    /** So that not everybody who presses the button waits for one that does not answer. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int MOST_KEY_BYTES = 512 * 1024;
    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};

    /** What was learnt, or why nothing was. */
    private record Learnt(
            Instant at,
            @Nullable ClientRegistration registration,
            @Nullable JWKSource<SecurityContext> keys,
            String fault) {}

    private final OidcSettings settings;
    private final Clock clock;
    private final RestClient http =
            RestClient.builder().requestFactory(requests()).build();

    private volatile @Nullable Learnt learnt;

    Provider(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** For requests to the provider: it may hang. */
    static SimpleClientHttpRequestFactory requests() {
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
        factory.setConnectTimeout(CONNECT);
        factory.setReadTimeout(READ);
        return factory;
    }

    /** @throws ProviderAway if nobody can tell now */
    ClientRegistration registration() {
        Learnt now = known();
        if (now.registration() == null) {
            throw new ProviderAway(now.fault());
        }
        return now.registration();
    }

    /** The keys that it signs with. @throws ProviderAway if nobody can tell now */
    JWKSource<SecurityContext> keys() {
        Learnt now = known();
        if (now.keys() == null) {
            throw new ProviderAway(now.fault());
        }
        return now.keys();
    }

    private Learnt known() {
        Learnt before = learnt;
        return before != null && isFresh(before) ? before : learn();
    }

    private synchronized Learnt learn() {
        Learnt before = learnt;
        if (before != null && isFresh(before)) {
            return before;
        }
        Learnt now = ask();
        boolean stale = now.registration() == null && before != null && before.registration() != null;
        Learnt kept = stale
                // While it is away, what it said last is the best guess.
                ? new Learnt(clock.instant().minus(FRESH).plus(PAUSE), before.registration(), before.keys(), "")
                : now;
        learnt = kept;
        return kept;
    }

    private boolean isFresh(Learnt known) {
        Duration fresh = known.registration() == null ? PAUSE : FRESH;
        return known.at().plus(fresh).isAfter(clock.instant());
    }

    private Learnt ask() {
        try {
            Map<String, Object> said = http.get()
                    .uri(URI.create(settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration"))
                    .retrieve()
                    .body(OBJECT);
            if (said == null || !settings.issuer().equals(said.get("issuer"))) {
                return fault("it says that its issuer is " + (said == null ? null : said.get("issuer")));
            }
            ClientRegistration registration = ClientRegistrations.fromOidcConfiguration(said)
                    .registrationId(REGISTRATION)
                    .clientId(settings.clientId())
                    .clientSecret(settings.clientSecret())
                    .redirectUri("{baseUrl}" + CALLBACK)
                    .scope("openid", "profile", "email")
                    .userNameAttributeName("sub")
                    .build();
            return new Learnt(clock.instant(), asPublicIfSo(registration), keys(registration), "");
        } catch (RestClientException | IllegalArgumentException | MalformedURLException e) {
            return fault(String.valueOf(e.getMessage()));
        }
    }

    private ClientRegistration asPublicIfSo(ClientRegistration registration) {
        return settings.clientSecret().isBlank()
                ? ClientRegistration.withClientRegistration(registration)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .build()
                : registration;
    }

    /** Kept for minutes, and asked for again at most twice a minute, whatever keys tokens name. */
    private static JWKSource<SecurityContext> keys(ClientRegistration registration) throws MalformedURLException {
        return JWKSourceBuilder.create(
                        URI.create(registration.getProviderDetails().getJwkSetUri())
                                .toURL(),
                        new DefaultResourceRetriever(
                                Math.toIntExact(CONNECT.toMillis()), Math.toIntExact(READ.toMillis()), MOST_KEY_BYTES))
                .refreshAheadCache(false)
                .build();
    }

    private Learnt fault(String why) {
        LOG.warn("The OpenID provider {} of CARAVAN_OIDC_ISSUER cannot be used now: {}", settings.issuer(), why);
        return new Learnt(clock.instant(), null, null, why);
    }
}
