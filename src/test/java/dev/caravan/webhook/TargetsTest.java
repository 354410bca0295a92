package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.delivery.TemporaryFault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    private final AtomicReference<String> answer = new AtomicReference<>("93.184.216.34");

    /** Reads addresses as the system does, odd notations too; every name has the addresses of the moment. */
    private final Targets.Lookup dns = host -> {
        if (answer.get().isEmpty()) {
            throw new UnknownHostException(host);
        }
        boolean written = host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        return written
                ? InetAddress.getAllByName(host)
                : Stream.of(answer.get().split(" ")).map(TargetsTest::address).toArray(InetAddress[]::new);
    };

    private Targets allowing(String... allow) {
        return new Targets(settings(allow), dns);
    }

    static WebhookSettings settings(String... allow) {
        return new WebhookSettings(
                List.of(allow),
                List.of(),
                List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)),
                Duration.ofHours(24),
                Duration.ofDays(5),
                Duration.ofHours(24),
                30,
                64,
                32);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.0.0.1./",
                "https://127.1/",
                "https://127.0.1/",
                "https://0/",
                "https://0.0.0.0/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0X7F.1/",
                "https://017700000001/",
                "https://0177.0.0.1/",
                "https://127.0.0.1:8443/x",
                "https://127.0.0.0x1/",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://localhost./",
                "https://api.localhost/",
                "https://api.localhost./",
                "https://10.0.0.1/",
                "https://10.255.255.255/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://100.127.255.255/",
                "https://169.254.169.254/latest/meta-data/",
                "https://192.0.0.1/",
                "https://192.0.2.1/",
                "https://192.88.99.1/",
                "https://198.18.0.1/",
                "https://198.51.100.7/",
                "https://203.0.113.7/",
                "https://224.0.0.1/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                "https://[::1]/",
                "https://[::]/",
                "https://[0:0:0:0:0:0:0:1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[::127.0.0.1]/",
                "https://[fe80::1]/",
                "https://[fe80::1%25eth0]/",
                "https://[fec0::1]/",
                "https://[fd00::1]/",
                "https://[fc00::1]/",
                "https://[ff02::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[64:ff9b:1::1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001::1]/",
                "https://[2001:db8::1]/",
                "https://[100::1]/",
                "https://user@example.com/",
                "https://user:pass@example.com/",
                "https://example.com@127.0.0.1/",
                "https://example.com#@127.0.0.1/",
                "http://example.com/",
                "http://127.0.0.1/",
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com/",
                "jar:https://example.com/!/",
                "javascript:alert(1)",
                "//example.com/",
                "/hook",
                "example.com",
                "",
                "https:",
                "https://",
                "https:///x",
                "https://exa mple.com/",
                "https://example.com:0/",
                "https://example.com:25/",
                "https://example.com:22/",
                "https://example.com:6379/",
                "https://example.com:65536/",
                "https://example.com:99999999999/",
                "https://ⓔxample.com/",
                "https://１２７.0.0.1/"
            })
    void isRefusedAsItIsWritten(String url) {
        assertThat(allowing().complaint(url)).isNotNull();
        assertThat(allowing().complaintNow(url)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://example.com/hooks?x=1&y=2",
                "HTTPS://EXAMPLE.COM:8443/",
                "https://93.184.216.34/",
                "https://8.8.8.8:443/",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://[2606:2800:220:1::1]/",
                "https://1e100.net/",
                "https://xn--e1afmkfd.xn--p1ai/"
            })
    void isTaken(String url) {
        assertThat(allowing().complaint(url)).isNull();
        assertThat(allowing().complaintNow(url)).isNull();
    }

    @Test
    void aNameThatLeadsInsideIsRefusedNowButNotUnasked() {
        answer.set("10.0.0.7");

        assertThat(allowing().complaint("https://intranet.example.com/")).isNull();
        assertThat(allowing().complaintNow("https://intranet.example.com/")).contains("not public");
    }

    @Test
    void aNameThatIsNotKnownYetIsTaken() {
        Targets targets = new Targets(settings(), host -> {
            throw new UnknownHostException(host);
        });

        assertThat(targets.complaintNow("https://soon.example.com/")).isNull();
        assertThatThrownBy(() -> targets.resolve("soon.example.com")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void onlyTheAddressesThatWereLookedAtAreConnectedTo() throws UnknownHostException {
        answer.set("10.0.0.7 93.184.216.34 ::1");

        assertThat(allowing().resolve("mixed.example.com")).containsExactly(address("93.184.216.34"));
    }

    @Test
    void aNameIsLookedAtAnewForEachConnection() throws UnknownHostException {
        Targets targets = allowing();
        assertThat(targets.resolve("rebinding.example.com")).hasSize(1);
        answer.set("127.0.0.1");

        assertThatThrownBy(() -> targets.resolve("rebinding.example.com"))
                .isInstanceOf(TemporaryFault.class)
                .hasMessageContaining("not public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "::ffff:127.0.0.1", "localhost", "10.0.0.1"})
    void theGuardHoldsForWhateverComesToIt(String host) {
        answer.set("127.0.0.1");

        assertThatThrownBy(() -> allowing().resolve(host)).isInstanceOf(TemporaryFault.class);
    }

    @Test
    void whatTheOperatorAllowsIsTakenAlsoWithoutTls() throws UnknownHostException {
        Targets targets = allowing("127.0.0.0/8", " 10.1.2.3 ", "fd00::/8", "Hooks.internal");

        assertThat(Stream.of(
                                "http://127.0.0.1:9000/",
                                "https://127.8.8.8/",
                                "http://10.1.2.3/",
                                "http://[fd12::1]/",
                                "http://hooks.internal/",
                                "http://localhost:9000/")
                        .map(targets::complaint))
                .containsOnlyNulls();
        assertThat(Stream.of("http://10.1.2.4/", "http://[::1]/", "http://8.8.8.8/", "https://10.1.2.4/")
                        .map(targets::complaint))
                .doesNotContainNull();
        answer.set("172.16.0.9");
        assertThat(targets.complaintNow("http://hooks.internal/")).isNull();
        assertThat(targets.resolve("hooks.internal")).containsExactly(address("172.16.0.9"));
        assertThat(targets.complaintNow("https://other.internal/")).isNotNull();
        answer.set("127.0.0.1");
        assertThat(targets.complaintNow("http://other.internal/")).isNull();
        answer.set("93.184.216.34");
        assertThat(targets.complaintNow("http://other.internal/")).contains("plain http");
        answer.set("");
        assertThat(targets.complaintNow("http://unknown.internal/")).contains("plain http");
        assertThat(targets.complaintNow("http://hooks.internal/")).isNull();
        assertThat(targets.complaintNow("https://unknown.internal/")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "http://x", "0x7f.1", "::1/129", "a b", "*"})
    void whatCannotBeAllowedStopsTheStart(String entry) {
        assertThatThrownBy(() -> allowing(entry)).hasMessageContaining("CARAVAN_WEBHOOK_ALLOW");
    }
}
