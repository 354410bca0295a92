package dev.caravan.oidc;

import dev.caravan.account.Login;
import java.net.URI;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.annotation.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Logs people in by the OpenID provider: authorization code with PKCE (RFC 7636), everything below {@code /console/oidc}. */
public final class ProviderLogin {

    /** Where the way to the provider begins. */
    public static final String START = "/console/oidc/start/" + Provider.REGISTRATION;

    private static final String START_BASE = "/console/oidc/start";

    private final Provider provider;
    private final Newcomers newcomers;
    private final String host;

    ProviderLogin(Provider provider, Newcomers newcomers, OidcSettings settings) {
        this.provider = provider;
        this.newcomers = newcomers;
        this.host = URI.create(settings.issuer()).getHost();
    }

    /** What people know the provider by. */
    public String host() {
        return host;
    }

    /** The word for why somebody does not come in: {@code away}, {@code waiting}, {@code disabled} or {@code failed}. */
    public static String reason(AuthenticationException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProviderAway) {
                return "away";
            }
            if (cause instanceof OAuth2AuthenticationException refused) {
                String code = refused.getError().getErrorCode();
                if (code.equals(Newcomers.WAITING) || code.equals(Newcomers.DISABLED)) {
                    return code;
                }
            }
        }
        return "failed";
    }

    /** Adds it to a login. */
    public void configure(
            OAuth2LoginConfigurer<?> login, ClientRegistrationRepository clients, AuthenticationFailureHandler failed) {
        DefaultOAuth2AuthorizationRequestResolver requests =
                new DefaultOAuth2AuthorizationRequestResolver(clients, START_BASE);
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        login.clientRegistrationRepository(clients)
                .authorizedClientRepository(new NoTokensKept())
                .authorizationEndpoint(start -> start.authorizationRequestResolver(requests))
                .redirectionEndpoint(back -> back.baseUri(Provider.CALLBACK))
                .tokenEndpoint(tokens -> tokens.accessTokenResponseClient(tokenClient()))
                .userInfoEndpoint(info -> info.oidcUserService(this::vouched))
                .failureHandler(failed)
                .addObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                    @Override
                    public <O extends OAuth2AuthorizationRequestRedirectFilter> O postProcess(O filter) {
                        // Else a provider that is away would be an error page.
                        filter.setAuthenticationFailureHandler(failed);
                        return filter;
                    }
                });
    }

    /** The one provider there is, once it said how it is used. */
    ClientRegistrationRepository clients() {
        return id -> id.equals(Provider.REGISTRATION) ? provider.registration() : null;
    }

    /** What reads the ID token; Spring's own would wait half a minute for the keys. */
    JwtDecoder idTokens(ClientRegistration client) {
        NimbusJwtDecoder decoder = Tokens.decoder(
                provider.keys(),
                new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(), new OidcIdTokenValidator(client)));
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return decoder;
    }

    private OidcUser vouched(OidcUserRequest request) {
        RestTemplate http = new RestTemplate(Provider.requests());
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService info = new DefaultOAuth2UserService();
        info.setRestOperations(http);
        OidcUserService service = new OidcUserService();
        service.setOauth2UserService(info);
        OidcUser who = service.loadUser(request);
        Login login = newcomers.login(who);
        return new Vouched(who, login);
    }

    private static RestClientAuthorizationCodeTokenResponseClient tokenClient() {
        RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(Provider.requests())
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }
}
