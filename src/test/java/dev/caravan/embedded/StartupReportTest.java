package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class StartupReportTest {

    @Test
    void aFailureThatExplainsItselfIsToldInItsWords() {
        assertThat(StartupReport.line(
                        new BeanCreationException("x", new StartupFailure("the home is in use; set CARAVAN_HOME"))))
                .isEqualTo("the home is in use; set CARAVAN_HOME");
    }

    @Test
    void anHttpPortInUseNamesItsVariable() {
        assertThat(StartupReport.line(new RuntimeException(new PortInUseException(8080))))
                .isEqualTo("port 8080 is in use; set SERVER_PORT to a free one");
    }

    @Test
    void aSettingThatCannotBeReadIsNamedAndItsValueIsNot() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "caravan.retry.attempts", "${CARAVAN_RETRY_ATTEMPTS:3}",
                                "CARAVAN_RETRY_ATTEMPTS", "hunter2",
                                "caravan.broker.stomp-port", "hunter2")));
        Binder binder = Binder.get(environment);

        assertThat(StartupReport.line(catchThrowable(() -> binder.bind("caravan.retry.attempts", Integer.class))))
                .isEqualTo("CARAVAN_RETRY_ATTEMPTS cannot be read as Integer; correct it");
        assertThat(StartupReport.line(catchThrowable(() -> binder.bind("caravan.broker", BrokerSettings.class))))
                .isEqualTo("caravan.broker.stomp-port cannot be read as int; correct it");
    }

    @Test
    void anyOtherFailureIsToldByItsDeepestCauseInOneLineWithoutSecrets() {
        assertThat(StartupReport.line(new RuntimeException(
                        "outer",
                        new IllegalStateException(
                                "no route to smtp://joe:hunter2@mail?password=hunter2&x=1\nat line 3\nat line 4"))))
                .isEqualTo("no route to smtp://***@mail?password=***&x=1");
        assertThat(StartupReport.line(
                        new IllegalStateException("https://api.telegram.org/bot12:AB-hunter2/getMe failed")))
                .isEqualTo("https://api.telegram.org/bot***/getMe failed");
        assertThat(StartupReport.line(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
