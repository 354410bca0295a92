package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.TemporaryFault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpConnectionsTest {

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void endCallers() {
        callers.shutdownNow();
    }

    @Test
    void mails_share_few_connections() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Smtp smtp = Smtp.to(server.port(), 4, Duration.ofSeconds(30))) {
            ExecutorService eight = Executors.newFixedThreadPool(8);
            for (int i = 0; i < 100; i++) {
                int number = i;
                eight.submit(() -> {
                    smtp.send("user-" + number + "@example.test");
                    return null;
                });
            }
            eight.shutdown();
            assertThat(eight.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

            assertThat(server.messages()).hasSize(100);
            assertThat(server.connections()).isBetween(1, 4);
            assertThat(smtp.sender.activeConnections()).isZero();
            assertThat(smtp.sender.idleConnections()).isEqualTo(server.connections());
        }
    }

    @Test
    void a_connection_carries_a_thousand_mails_and_no_more() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Smtp smtp = Smtp.to(server.port())) {
            for (int i = 0; i < 1_001; i++) {
                smtp.send("user@example.test");
            }

            assertThat(server.messages()).hasSize(1_001);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.commands()).containsOnlyOnce("QUIT");
        }
    }

    @Test
    void a_server_that_takes_one_command_at_a_time_gets_one_at_a_time() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("EHLO", "250 test");
                Smtp smtp = Smtp.to(server.port())) {
            smtp.send("one@example.test");
            smtp.send("two@example.test");

            assertThat(server.messages()).hasSize(2);
            assertThat(server.commands())
                    .contains("MAIL FROM:<shop@example.test>", "RCPT TO:<one@example.test>")
                    .doesNotContain("NOOP");
        }
    }

    @Test
    void a_connection_that_the_server_left_while_it_was_idle_is_replaced() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("TEXT", dialogue -> {
                    dialogue.say("250 taken");
                    dialogue.hangUp();
                });
                Smtp smtp = Smtp.to(server.port())) {
            smtp.send("one@example.test");
            await().until(() -> server.openConnections() == 0);
            smtp.send("two@example.test");

            assertThat(server.messages()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_kept_connection_that_the_server_closes_with_421_is_replaced() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Smtp smtp = Smtp.to(server.port())) {
            smtp.send("one@example.test");
            server.on("MAIL", "421 4.4.2 Idle for too long", "250 ok");
            smtp.send("two@example.test");

            assertThat(server.messages()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_server_that_hangs_up_on_fresh_connections_too_is_asked_once_more_and_no_longer() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Smtp smtp = Smtp.to(server.port())) {
            smtp.send("one@example.test");
            server.on("MAIL", ScriptedServer.Dialogue::hangUp);

            assertThat(smtp.fault("two@example.test")).isInstanceOf(TemporaryFault.class);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_connection_is_kept_after_a_refusal_when_the_server_forgot_the_mail() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on("RCPT", "550 5.1.1 unknown", "250 ok")
                        .on("DATA", "503 no", "354 go on");
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("nobody@example.test")).isNotNull();
            smtp.send("user@example.test");

            assertThat(server.commands()).contains("RSET");
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.messages()).hasSize(1);
        }
    }

    @Test
    void a_server_that_asks_for_the_text_after_refusing_the_recipient_does_not_get_it() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("RCPT", "550 5.1.1 unknown", "250 ok");
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("nobody@example.test")).hasMessageContaining("5.1.1");
            smtp.send("user@example.test");

            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.messages()).hasSize(1);
        }
    }

    @Test
    void a_connection_is_not_kept_when_reset_fails() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on("RCPT", "550 5.1.1 unknown", "250 ok")
                        .on("DATA", "503 no", "354 go on")
                        .on("RSET", "500 what?");
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("nobody@example.test")).hasMessageContaining("5.1.1");
            smtp.send("user@example.test");

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_silent_server_is_left_at_the_deadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("CONNECT", ScriptedServer::silence);
                Smtp smtp = Smtp.to(server.port(), 4, Duration.ofSeconds(1))) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageEndingWith("not done within 1000 ms");
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void a_dripping_server_is_left_at_the_deadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on("MAIL", dialogue -> dialogue.drip("250-" + "never ending ".repeat(1_000), 50));
                Smtp smtp = Smtp.to(server.port(), 4, Duration.ofSeconds(1))) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageEndingWith("not done within 1000 ms");
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void a_server_that_stops_reading_is_left_at_the_deadline() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer().on("DATA", dialogue -> {
                    dialogue.say("354 go on");
                    over.await();
                });
                Smtp smtp = Smtp.to(server.port(), 4, Duration.ofSeconds(3))) {
            String large = ("x".repeat(900) + "\n").repeat(6_000);
            Fault fault = catchThrowableOfType(
                    Fault.class, () -> smtp.sender.send(smtp.mail("user@example.test", "Large", large)));

            assertThat(fault)
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("the connection to the mail server failed: not done within 3000 ms");
            assertThat(smtp.sender.activeConnections()).isZero();
        } finally {
            over.countDown();
        }
    }

    @Test
    void urgent_mail_does_not_wait_for_a_connection_behind_other_mail() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer();
                Smtp smtp = Smtp.to(server.port(), 4, Duration.ofSeconds(30))) {
            server.on("TEXT", dialogue -> {
                if (!dialogue.text().contains("urgent@example.test")) {
                    over.await();
                }
                dialogue.say("250 ok");
            });
            for (int i = 0; i < 8; i++) {
                callers.submit(() -> smtp.fault("slow@example.test"));
            }
            await().until(() -> server.messages().size() == 3);

            smtp.sender.send(smtp.urgentMail("urgent@example.test"));

            assertThat(server.messages()).hasSize(4).last().asString().contains("To: urgent@example.test");
        } finally {
            over.countDown();
        }
    }

    @Test
    void a_mail_that_gets_no_connection_in_time_waits_for_another_try() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer().on("TEXT", dialogue -> over.await());
                Smtp smtp = Smtp.to(server.port());
                SmtpConnections one = new SmtpConnections(
                        Smtp.settings(server.port(), "", "", false, 1, Duration.ofSeconds(30)),
                        (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            Parcel parcel = Parcel.of(smtp.mail("user@example.test", "Hello", "text"));
            callers.submit(() -> {
                one.send(
                        parcel,
                        false,
                        System.nanoTime() + Duration.ofSeconds(30).toNanos());
                return null;
            });
            await().until(() -> server.messages().size() == 1);

            long soon = System.nanoTime() + Duration.ofMillis(100).toNanos();
            assertThatThrownBy(() -> one.send(parcel, false, soon))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("all connections to the mail server were busy");
            assertThatThrownBy(() -> one.send(parcel, true, soon))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("all connections to the mail server were busy");
        } finally {
            over.countDown();
        }
    }
}
