package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.delivery.TemporaryFault;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpTlsTest {

    @TempDir
    private static Path home;

    private static SSLSocketFactory ofLocalhost;
    private static SSLSocketFactory ofAnotherHost;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ofLocalhost = certificateOf("localhost");
        ofAnotherHost = certificateOf("mail.example.test");
    }

    @Test
    void mail_goes_encrypted_after_starttls_and_the_connection_is_kept() throws Exception {
        try (ScriptedServer server = new ScriptedServer().tls(ofLocalhost);
                Smtp smtp = Smtp.withTls(server.port(), ofLocalhost)) {
            smtp.send("one@example.test");
            smtp.send("two@example.test");

            assertThat(server.messages()).hasSize(2);
            assertThat(server.connections()).isEqualTo(1);
            String login = Base64.getEncoder().encodeToString("robot\0robot\0s3cret".getBytes());
            assertThat(server.commands()).containsSubsequence("STARTTLS", "AUTH PLAIN " + login);
        }
    }

    @Test
    void nothing_is_sent_to_a_server_without_starttls() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("EHLO", "250-test\r\n250 AUTH PLAIN");
                Smtp smtp = Smtp.withTls(server.port(), ofLocalhost)) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageContaining("STARTTLS is required");
            assertThat(server.commands()).allMatch(command -> command.startsWith("EHLO"));
        }
    }

    @Test
    void nothing_is_sent_to_a_server_with_a_certificate_that_nobody_vouches_for() throws Exception {
        try (ScriptedServer server = new ScriptedServer().tls(ofLocalhost);
                Smtp smtp = Smtp.withTls(server.port(), (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageContaining("unable to find valid certification path");
            assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    @Test
    void nothing_is_sent_to_a_server_with_the_certificate_of_another() throws Exception {
        try (ScriptedServer server = new ScriptedServer().tls(ofAnotherHost);
                Smtp smtp = Smtp.withTls(server.port(), ofAnotherHost)) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageContaining("localhost");
            assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    /** Has a certificate of its own and trusts it. */
    private static SSLSocketFactory certificateOf(String host) throws Exception {
        Path file = home.resolve(host + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("mykey"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
