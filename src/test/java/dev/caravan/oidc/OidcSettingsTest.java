package dev.caravan.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What of the OpenID provider is configured by half, or wrong, stops the start and says what to set. */
class OidcSettingsTest {

    private static final ApplicationContextRunner START = new ApplicationContextRunner()
            .withUserConfiguration(OidcConfiguration.class)
            .withBean(Clock.class, Clock::systemUTC);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            issuer=https://id.example.com                                   | CARAVAN_OIDC_CLIENT_ID must be set with CARAVAN_OIDC_ISSUER
            client-id=caravan                                               | CARAVAN_OIDC_ISSUER must be set with CARAVAN_OIDC_CLIENT_ID
            issuer=id.example.com,client-id=caravan                         | CARAVAN_OIDC_ISSUER must be an https URL
            issuer=http://id.example.com,client-id=caravan                  | CARAVAN_OIDC_ISSUER must be an https URL
            issuer=https://id.example.com/a b,client-id=caravan             | CARAVAN_OIDC_ISSUER is not a URL
            issuer=https://id.example.com,client-id=caravan,default-role=it | CARAVAN_OIDC_DEFAULT_ROLE must be viewer, operator, editor, admin, or not be set
            """)
    void aWrongSettingStopsTheStart(String settings, String words) {
        String[] properties = settings.replace("issuer=", "caravan.oidc.issuer=")
                .replace("client-id=", "caravan.oidc.client-id=")
                .replace("default-role=", "caravan.oidc.default-role=")
                .split(",");
        START.withPropertyValues(properties)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessage(words));
    }

    @Test
    void withNothingSetThereIsNoProvider() {
        START.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Provider.class));
    }
}
