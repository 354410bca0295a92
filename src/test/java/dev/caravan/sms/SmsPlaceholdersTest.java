package dev.caravan.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

class SmsPlaceholdersTest {

    private final MockEnvironment environment =
            new MockEnvironment().withProperty("caravan.sms.probe.url", "http://probe/v1//");
    private final SmsPlaceholders placeholders = new SmsPlaceholders(environment);

    @Test
    void two_providers_stand_in_their_order_with_one_failover() {
        environment.setProperty("caravan.sms.providers", " probe , smsc ");
        assertThat(placeholders.getProperty("caravan.sms.first")).isEqualTo("probe");
        assertThat(placeholders.getProperty("caravan.sms.second")).isEqualTo("smsc");
        assertThat(placeholders.getProperty("caravan.sms.failovers")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "smsc", "smsc,smsc", " , "})
    void one_provider_has_nobody_to_fail_over_to(String providers) {
        environment.setProperty("caravan.sms.providers", providers);
        assertThat(placeholders.getProperty("caravan.sms.first")).isEqualTo("smsc");
        assertThat(placeholders.getProperty("caravan.sms.second")).isEqualTo("smsc");
        assertThat(placeholders.getProperty("caravan.sms.failovers")).isEqualTo("0");
    }

    @Test
    void what_is_configured_later_counts() {
        assertThat(placeholders.getProperty("caravan.sms.first")).isEqualTo("smsc");
        environment.setProperty("caravan.sms.providers", "probe");
        assertThat(placeholders.getProperty("caravan.sms.first")).isEqualTo("probe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pigeon", "smsc,pigeon", "../sms-smsc", "smsc,probe,other"})
    void an_unknown_provider_or_one_too_many_stops_the_start(String providers) {
        environment.setProperty("caravan.sms.providers", providers);
        assertThatThrownBy(() -> placeholders.getProperty("caravan.sms.first"))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("caravan.sms.providers");
    }

    @Test
    void probe_without_an_address_stops_the_start() {
        environment.setProperty("caravan.sms.providers", "smsc,probe");
        environment.setProperty("caravan.sms.probe.url", "");
        assertThatThrownBy(() -> placeholders.getProperty("caravan.sms.failovers"))
                .hasMessageContaining("probe is named, but caravan.sms.probe.url is empty");
    }

    @Test
    void addresses_lose_the_slash_at_the_end_and_lead_nowhere_when_there_is_none() {
        assertThat(placeholders.getProperty("caravan.sms.probe.address")).isEqualTo("http://probe/v1");
        assertThat(placeholders.getProperty("caravan.sms.smsc.address")).isEqualTo("http://not-configured.invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smsc.ru",
                "ftp://smsc.ru",
                "http://",
                "http://me:secret@smsc.ru",
                "http://smsc.ru/?a=b",
                "http://a b"
            })
    void an_address_that_cannot_be_called_stops_the_start(String url) {
        environment.setProperty("caravan.sms.smsc.url", url);
        assertThatThrownBy(() -> placeholders.getProperty("caravan.sms.smsc.address"))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class);
    }

    @Test
    void other_settings_are_not_its_business() {
        assertThat(placeholders.getProperty("caravan.sms.smsc.login")).isNull();
        assertThat(placeholders.getProperty("server.port")).isNull();
    }
}
