package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SmtpFaultsTest {

    static Stream<Arguments> repliesThatMayChange() {
        return Stream.of(
                arguments("CONNECT", "421 4.3.2 Too busy"),
                arguments("CONNECT", "554 5.7.1 Your address is on a list"),
                arguments("EHLO", "550 no"),
                arguments("MAIL", "451 4.3.0 Try later"),
                arguments("MAIL", "421 4.7.0 Closing"),
                arguments("MAIL", "530 5.7.0 Authentication required"),
                arguments("MAIL", "530 5.7.57 Client was not authenticated to send mail"),
                arguments("MAIL", "550 5.7.60 Client does not have permissions to send as this sender"),
                arguments("MAIL", "553 5.1.8 Sender's domain not found"),
                arguments("RCPT", "450 4.2.0 Greylisted"),
                arguments("RCPT", "452 4.2.2 Mailbox full"),
                arguments("RCPT", "552 5.2.2 Mailbox full"),
                arguments("RCPT", "552 Exceeded storage allocation"),
                arguments("RCPT", "554 5.7.1 Relay access denied"),
                arguments("RCPT", "503 5.5.1 Bad sequence of commands"),
                arguments("DATA", "451 4.7.1 Wait"),
                arguments("TEXT", "452 4.3.1 Insufficient system storage"),
                arguments("TEXT", "550 5.4.5 Daily user sending quota exceeded"));
    }

    @ParameterizedTest
    @MethodSource("repliesThatMayChange")
    void a_refusal_that_may_change_or_is_about_our_account_is_temporary(String step, String reply) throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(step, reply);
                Smtp smtp = Smtp.to(server.port())) {
            // A HELO may follow an EHLO that was refused.
            server.on("HELO", reply);

            Fault fault = smtp.fault("user@example.test");

            assertThat(fault).isInstanceOf(TemporaryFault.class).hasMessageContaining(reply);
            assertThat(fault.retryAt()).isNull();
        }
    }

    static Stream<Arguments> repliesThatStay() {
        return Stream.of(
                arguments("MAIL", "552 5.3.4 Message too big"),
                arguments("RCPT", "550 5.1.1 No such user"),
                arguments("RCPT", "550 unknown"),
                arguments("RCPT", "553 5.1.3 Bad address syntax"),
                arguments("RCPT", "550 5.7.1 Sender is blocked by the recipient"),
                arguments("RCPT", "556 5.1.10 Domain takes no mail"),
                arguments("DATA", "554 5.5.1 No valid recipients"),
                arguments("TEXT", "554 5.7.1 Message is spam"),
                arguments("TEXT", "552 Message too large"));
    }

    @ParameterizedTest
    @MethodSource("repliesThatStay")
    void a_refusal_of_the_recipient_or_the_message_is_permanent(String step, String reply) throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(step, reply);
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(PermanentFault.class)
                    .hasMessage(reply);
        }
    }

    @Test
    void a_wait_that_the_server_names_is_kept() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("RCPT", "451 4.7.1 Greylisted, try again in 60 seconds");
                Smtp smtp = Smtp.to(server.port())) {
            Fault fault = smtp.fault("user@example.test");

            assertThat(fault).isInstanceOf(TemporaryFault.class);
            assertThat(fault.retryAt()).isBetween(Smtp.NOW.plusSeconds(60), Smtp.NOW.plusSeconds(70));
        }
    }

    @Test
    void a_refused_login_is_temporary_and_names_neither_user_nor_password() throws Exception {
        String echo = Base64.getEncoder().encodeToString("robot\0robot\0s3cret".getBytes());
        try (ScriptedServer server = new ScriptedServer()
                        .on("EHLO", "250-test\r\n250 AUTH PLAIN")
                        .on("AUTH", "535 5.7.8 robot may not log in with s3cret: " + echo);
                Smtp smtp = Smtp.withLogin(server.port(), "robot", "s3cret")) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("535 5.7.8 *** may not log in with ***: ***");
        }
    }

    @Test
    void the_recipient_is_not_named_in_the_fault() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("RCPT", "550 5.1.1 <User@Example.test>: unknown user");
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test"))
                    .hasMessage("550 5.1.1 <***>: unknown user")
                    .hasNoCause();
        }
    }

    @Test
    void nobody_listening_is_temporary() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        try (Smtp smtp = Smtp.to(port)) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("no connection to localhost:" + port + ": Connection refused");
        }
    }

    @Test
    void a_connection_cut_before_the_text_is_temporary() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("DATA", ScriptedServer::reset);
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageStartingWith("the connection to the mail server failed: ");
        }
    }

    @Test
    void a_connection_cut_after_the_whole_text_leaves_unknown_whether_it_was_taken() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("TEXT", ScriptedServer::reset);
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test"))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessageStartingWith("unknown whether the mail server took the message: ");
            assertThat(server.messages()).as("not sent again by itself").hasSize(1);
        }
    }

    @Test
    void an_answer_that_is_not_smtp_is_temporary() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("MAIL", "HTTP/1.1 400 Bad Request");
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test")).isInstanceOf(TemporaryFault.class);
        }
    }

    @Test
    void without_a_mail_server_a_mail_waits() throws Exception {
        SmtpSettings none = new SmtpSettings("", 587, "", "", true, "a@b", "", 1, Duration.ofSeconds(1));
        try (SmtpSender sender = new SmtpSender(none, Clock.systemUTC());
                Smtp smtp = Smtp.to(1)) {
            assertThatThrownBy(() -> sender.send(smtp.mail("user@example.test", "Hello", "text")))
                    .isInstanceOf(TemporaryFault.class)
                    .hasMessage("no mail server is configured");
        }
    }

    @Test
    void a_full_answer_is_given_in_one_line_of_at_most_500_characters() throws Exception {
        String reply = "550-5.1.1 first line\r\n550 5.1.1 " + "x".repeat(600);
        try (ScriptedServer server = new ScriptedServer().on("RCPT", reply);
                Smtp smtp = Smtp.to(server.port())) {
            assertThat(smtp.fault("user@example.test").getMessage())
                    .startsWith("550-5.1.1 first line 550 5.1.1 xxx")
                    .hasSize(500)
                    .doesNotContain("\n");
        }
    }
}
