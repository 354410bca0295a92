package dev.caravan.oidc;

import dev.caravan.account.Users;
import dev.caravan.audit.AuditLog;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;

/** There only if an issuer or a client is configured; one without the other is a mistake, and is said. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OidcSettings.class)
@ConditionalOnExpression("!'${caravan.oidc.issuer:}${caravan.oidc.client-id:}'.isBlank()")
class OidcConfiguration {

    @Bean
    Provider openIdProvider(OidcSettings settings, Clock clock) {
        settings.check();
        return new Provider(settings, clock);
    }

    @Bean
    TokenKeyring tokenKeyring(Provider provider, OidcSettings settings) {
        return new TokenKeyring(provider, settings);
    }

    @Bean
    ProviderLogin providerLogin(Provider provider, Users users, OidcSettings settings, AuditLog log) {
        return new ProviderLogin(provider, new Newcomers(users, settings, log), settings);
    }

    @Bean
    ClientRegistrationRepository openIdClients(ProviderLogin login) {
        return login.clients();
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens(ProviderLogin login) {
        return login::idTokens;
    }
}
