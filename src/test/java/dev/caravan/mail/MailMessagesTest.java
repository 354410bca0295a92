package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.caravan.delivery.PermanentFault;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver reads, through a real server. */
class MailMessagesTest {

    private final GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());

    private Smtp smtp;

    @BeforeEach
    void start() {
        server.start();
        smtp = Smtp.to(server.getSmtp().getPort());
    }

    @AfterEach
    void stop() {
        smtp.close();
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain words.",
                "Хорошие новости: ваш заказ уже в пути! 📦🚚",
                "Mostly plain, with one ü and = and a trailing space \nand a second line",
                ".leading dot\n..two dots\n.\nend",
                "=_deliveryId looks like a boundary",
                "tab\tand a NUL \0 and a bell \7"
            })
    void a_text_arrives_as_it_was_written(String text) throws Exception {
        smtp.sender.send(smtp.mail("user@example.test", "Hello", text));

        MimeMessage received = received();
        assertThat(text(received.getContent())).isEqualTo(text);
        assertThat(received.getContentType()).isEqualTo("text/plain; charset=UTF-8");
    }

    @Test
    void a_line_without_end_arrives_whole_in_lines_that_smtp_can_carry() throws Exception {
        String text = "x".repeat(5_000) + "\n" + "ы".repeat(5_000);
        MimeMessage mail = smtp.mail("user@example.test", "Hello", text);
        smtp.sender.send(mail);

        assertThat(text(received().getContent())).isEqualTo(text);
        assertThat(new String(Parcel.of(mail).text()).lines()).allMatch(line -> line.length() <= 998);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your order has been shipped",
                "Ваш заказ отправлен, и это очень длинная тема, которая не поместится в одно слово 📦📦📦📦📦📦📦📦📦📦📦📦",
                "A subject that is plain but so long that it has to be folded once or twice on its way to the receiver",
                "=?UTF-8?Q?not_an_encoded_word?=",
                " spaces around ",
                "瘊Bcc: someone@example.test瘍"
            })
    void a_subject_arrives_as_it_was_written(String subject) throws Exception {
        smtp.sender.send(smtp.mail("user@example.test", subject, "text"));

        MimeMessage received = received();
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(received.getHeader("Subject", null))))
                .isEqualTo(subject);
        assertThat(received.getHeader("Bcc")).isNull();
        assertThat(received.getHeader("Subject", null).lines()).allMatch(line -> line.length() <= 78);
    }

    @Test
    void the_header_is_complete() throws Exception {
        smtp.sender.send(smtp.mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, null, false));

        MimeMessage received = received();
        assertThat(received.getMessageID()).isEqualTo("<b55d75e5@example.test>");
        assertThat(received.getFrom()).extracting(Object::toString).containsExactly("Shop <shop@example.test>");
        assertThat(received.getAllRecipients()).extracting(Object::toString).containsExactly("user@example.test");
        assertThat(received.getSentDate()).isEqualTo(Smtp.NOW);
        assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(received.getHeader("MIME-Version")).containsExactly("1.0");
    }

    @Test
    void a_message_of_a_mailing_says_how_to_leave_it() throws Exception {
        String link = "https://news.example.com/unsubscribe/" + "x".repeat(120);
        smtp.sender.send(smtp.mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, link, false));

        MimeMessage received = received();
        assertThat(received.getHeader("List-Unsubscribe", null)).isEqualTo("<" + link + ">");
        assertThat(received.getHeader("List-Unsubscribe-Post", null)).isEqualTo("List-Unsubscribe=One-Click");
    }

    @Test
    void all_other_mail_says_nothing_of_leaving() throws Exception {
        smtp.sender.send(smtp.mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, "", false));

        assertThat(received().getHeader("List-Unsubscribe")).isNull();
    }

    @Test
    void what_comes_back_comes_to_the_return_address_with_the_deliverys_id() throws Exception {
        MailMessages mails = new MailMessages(
                Smtp.settings(1, "", "", false, 1, java.time.Duration.ofSeconds(1)),
                "bounces@example.test",
                java.time.Clock.systemUTC());

        Mail mail = (Mail) mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, null, false);

        assertThat(mail.sender()).hasToString("bounces+b55d75e5@example.test");
        assertThat(mail.getHeader("From", null)).contains("<shop@example.test>");
    }

    @Test
    void the_message_id_stays_when_a_mail_is_sent_again() throws Exception {
        MimeMessage mail = smtp.mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, null, false);
        smtp.sender.send(mail);
        mail.saveChanges();
        smtp.sender.send(mail);
        smtp.sender.send(smtp.mails.compose("b55d75e5", "user@example.test", "Hello", "text", null, null, false));

        assertThat(server.getReceivedMessages())
                .hasSize(3)
                .allSatisfy(message -> assertThat(message.getMessageID()).isEqualTo("<b55d75e5@example.test>"));
    }

    @Test
    void a_page_arrives_beside_its_text() throws Exception {
        String html = "<p>Заказ <b>№ 7</b> в пути</p>";
        smtp.sender.send(smtp.mails.compose("id", "user@example.test", "Hello", "Заказ № 7 в пути", html, null, false));

        MimeMultipart parts = (MimeMultipart) received().getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(text(parts.getBodyPart(0).getContent())).isEqualTo("Заказ № 7 в пути");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(text(parts.getBodyPart(1).getContent())).isEqualTo(html);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\r\nBcc: other@example.test", "one\ntwo", "one\rtwo", "one\0two"})
    void a_subject_with_a_line_break_or_nul_is_refused(String subject) {
        assertThatThrownBy(() -> smtp.mail("user@example.test", subject, "text"))
                .isInstanceOf(PermanentFault.class)
                .hasMessage("the subject has a line break or NUL in it");
    }

    @Test
    void no_text_ends_its_message_early() throws Exception {
        String smuggled = "MAIL FROM:<evil@example.test>%sRCPT TO:<victim@example.test>%sDATA%sevil";
        for (String end : List.of("\n.\r\n", "\r.\r", "\n.\n", "\r\n.\r\n", "\r\n.\n", "\r.\r\n")) {
            smtp.sender.send(smtp.mail("user@example.test", "Hello", "before" + end + smuggled + end + "after"));
        }

        assertThat(server.getReceivedMessages()).hasSize(6).allSatisfy(message -> {
            assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("user@example.test");
            assertThat((String) message.getContent()).startsWith("before").endsWith("after");
        });
    }

    @Test
    void a_domain_in_another_script_goes_in_ascii() throws Exception {
        smtp.sender.send(smtp.mail("user@пример.испытание", "Hello", "text"));

        assertThat(received().getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("user@xn--e1afmkfd.xn--80akhbyknj4f");
    }

    @Test
    void an_address_in_another_script_goes_to_a_server_that_takes_it() throws Exception {
        try (ScriptedServer scripted = new ScriptedServer().on("EHLO", "250-test\r\n250-PIPELINING\r\n250 SMTPUTF8");
                Smtp sender = Smtp.to(scripted.port())) {
            sender.send("почта瘊@пример.испытание");

            assertThat(scripted.commands())
                    .contains(
                            "MAIL FROM:<shop@example.test> SMTPUTF8", "RCPT TO:<почта瘊@xn--e1afmkfd.xn--80akhbyknj4f>");
            assertThat(scripted.messages().get(0)).contains("\r\nTo: почта瘊@xn--e1afmkfd.xn--80akhbyknj4f\r\n");
        }
    }

    @Test
    void an_address_in_another_script_is_refused_where_the_server_does_not_take_it() throws Exception {
        try (ScriptedServer scripted = new ScriptedServer();
                Smtp sender = Smtp.to(scripted.port())) {
            assertThat(sender.fault("почта@example.test"))
                    .isInstanceOf(PermanentFault.class)
                    .hasMessageContaining("5.6.7");
            assertThat(scripted.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    private MimeMessage received() {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String text(Object content) {
        return ((String) content).replace("\r\n", "\n");
    }
}
