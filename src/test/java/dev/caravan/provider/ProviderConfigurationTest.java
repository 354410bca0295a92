package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ProviderConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(ProviderConfiguration.class)
            .withBean(Clock.class, Clock::systemUTC);

    @Test
    void each_provider_has_its_own_settings_and_the_defaults_for_the_rest() {
        application
                .withPropertyValues(
                        "caravan.providers.smsc.rate=5",
                        "caravan.providers.telegram.minimum-calls=2",
                        "caravan.providers.telegram.window=2")
                .run(context -> {
                    Providers providers = context.getBean("providers", Providers.class);
                    assertThat(providers.of("smsc").state().ratePerSecond()).isEqualTo(5);
                    assertThat(providers.of("telegram").state().ratePerSecond()).isEqualTo(30);
                    assertThat(providers.of("probe").state().ratePerSecond()).isZero();
                    assertThat(providers.of("probe")).isSameAs(providers.of("probe"));
                    assertThat(providers.states())
                            .extracting(ProviderState::name)
                            .containsExactly("probe", "smsc", "telegram");
                });
    }

    @Test
    void a_breaker_opens_after_as_many_calls_as_configured() {
        application
                .withPropertyValues("caravan.providers.smsc.minimum-calls=2", "caravan.providers.smsc.open-for=1h")
                .run(context -> {
                    Provider smsc = context.getBean(Providers.class).of("smsc");
                    for (int i = 0; i < 2; i++) {
                        smsc.admit(null);
                        smsc.failed(new dev.caravan.delivery.TemporaryFault("down"), Duration.ofMillis(1));
                    }
                    assertThat(smsc.state().breaker()).isEqualTo("open");
                });
    }

    @Test
    void http_calls_are_bounded_by_default() {
        application.run(context -> {
            HttpComponent http = new HttpComponent();
            ComponentCustomizer hardened = context.getBean(ComponentCustomizer.class);
            assertThat(hardened.isEnabled("https", http)).isTrue();
            hardened.configure("https", http);
            assertThat(http.getConnectTimeout()).isEqualTo(5_000);
            assertThat(http.getResponseTimeout()).isEqualTo(10_000);
            assertThat(http.isFollowRedirects()).isFalse();
            assertThat(context.getBean(HttpSettings.class).deadline()).isEqualTo(Duration.ofSeconds(15));
        });
    }
}
