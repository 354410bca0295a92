package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpCatcherTest {

    private final CaughtMessages caught = new CaughtMessages(100, Instant::now);
    private final Faults faults = new Faults(Instant::now);
    private final SmtpCatcher catcher = new SmtpCatcher(InetAddress.getLoopbackAddress(), caught, faults);
    private MailClient client;

    @BeforeEach
    void connect() throws Exception {
        client = new MailClient(catcher.port());
    }

    @AfterEach
    void stop() {
        catcher.stop();
    }

    @Test
    void catchesAMailInRussianWithEmoji() throws Exception {
        MimeMessage message = client.message("Заказ № 42 едет 🚚", "Здравствуйте, Анна!\nВаш заказ уже в пути 🎉");
        message.setFrom(new InternetAddress("shop@example.com", "Магазин", "UTF-8"));
        message.saveChanges();
        client.send(message, "anna@example.com");

        Caught mail = only();
        assertThat(mail.channel()).isEqualTo("email");
        assertThat(mail.provider()).isEqualTo("smtp");
        assertThat(mail.from()).isEqualTo("bounces@example.com");
        assertThat(mail.to()).isEqualTo("anna@example.com");
        Letter letter = mail.source().letter();
        assertThat(letter.subject()).isEqualTo("Заказ № 42 едет 🚚");
        assertThat(letter.from()).isEqualTo("Магазин <shop@example.com>");
        assertThat(letter.text()).isEqualToNormalizingNewlines("Здравствуйте, Анна!\nВаш заказ уже в пути 🎉");
        assertThat(letter.html()).isNull();
        assertThat(letter.messageId()).isEqualTo(message.getMessageID());
        assertThat(letter.headers()).containsEntry("Subject", "Заказ № 42 едет 🚚");
    }

    @Test
    void readsTextAndHtmlOfAnAlternativeAndNamesWhatIsAttached() throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Просто текст", "windows-1251");
        text.setHeader("Content-Transfer-Encoding", "quoted-printable");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>Письмо <b>красивое</b> ✨</p>", "text/html; charset=UTF-8");
        html.setHeader("Content-Transfer-Encoding", "base64");
        MimeBodyPart both = new MimeBodyPart();
        both.setContent(new MimeMultipart("alternative", text, html));
        MimeBodyPart bill = new MimeBodyPart();
        bill.setText("1,2,3");
        bill.setFileName("счёт.csv");
        MimeMessage message = client.message("Счёт", "");
        message.setContent(new MimeMultipart("mixed", both, bill));
        message.saveChanges();
        client.send(message, "anna@example.com");

        Letter letter = only().source().letter();
        assertThat(letter.text()).isEqualTo("Просто текст");
        assertThat(letter.html()).isEqualTo("<p>Письмо <b>красивое</b> ✨</p>");
        assertThat(letter.attachments()).containsExactly("счёт.csv");
    }

    @Test
    void keepsTheBeginningOfALongMail() throws Exception {
        client.send("Long", "начало ".repeat(60_000), "anna@example.com");

        Caught mail = only();
        assertThat(mail.source().bytes()).isEqualTo(RawMail.KEPT);
        assertThat(mail.source().size()).isGreaterThan(RawMail.KEPT);
        assertThat(mail.source().letter().text()).startsWith("начало начало ").hasSizeGreaterThan(50_000);
    }

    @Test
    void refusesAMailOverItsLimitAndTakesTheNext() throws Exception {
        MimeMessage huge = client.message("Huge", ("x".repeat(998) + "\r\n").repeat(11_000));

        assertThat(codeOf(() -> client.send(huge, "anna@example.com"))).isEqualTo(552);
        client.send("Small", "fits", "anna@example.com");
        assertThat(only().source().letter().subject()).isEqualTo("Small");
    }

    @Test
    void refusesARecipientWhoAsksForIt() throws Exception {
        assertThat(codeOf(() -> client.send("s", "t", "fail+temporary@example.com")))
                .isEqualTo(451);
        assertThat(codeOf(() -> client.send("s", "t", "fail+permanent@example.com")))
                .isEqualTo(550);
        assertThat(codeOf(() -> client.send("s", "t", "FAIL+Unknown@example.com")))
                .isEqualTo(550);
        client.send("s", "t", "fail+nothing-known@example.com");
        assertThat(caught.size()).isEqualTo(1);
    }

    @Test
    void refusesAMailAsOftenAsItsRecipientAsksAndThenTakesIt() throws Exception {
        MimeMessage first = client.message("first", "t");
        MimeMessage other = client.message("other", "t");

        assertThat(codeOf(() -> client.send(first, "fail+2@example.com"))).isEqualTo(451);
        assertThat(codeOf(() -> client.send(first, "fail+2@example.com"))).isEqualTo(451);
        client.send(first, "fail+2@example.com");
        assertThat(codeOf(() -> client.send(other, "fail+2@example.com"))).isEqualTo(451);
        assertThat(codeOf(() -> client.send(first, "fail+once@example.com"))).isEqualTo(451);
        client.send(first, "fail+once@example.com");

        assertThat(caught.newest("", "", 10))
                .extracting(Caught::to)
                .containsExactly("fail+once@example.com", "fail+2@example.com");
    }

    @Test
    void neverAnswersARecipientWhoAsksForSilence() throws Exception {
        try (MailClient impatient = new MailClient(catcher.port(), Duration.ofMillis(700))) {
            assertThatThrownBy(() -> impatient.send("s", "t", "fail+silent@example.com"))
                    .isInstanceOf(MessagingException.class)
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
        assertThat(caught.size()).isZero();
    }

    @Test
    void hangsUpOnARecipientWhoAsksForIt() {
        assertThatThrownBy(() -> client.send("s", "t", "fail+drop@example.com")).isInstanceOf(MessagingException.class);
        assertThat(caught.size()).isZero();
    }

    @Test
    void answersSomethingThatIsNotSmtp() {
        assertThatThrownBy(() -> client.send("s", "t", "fail+garbage@example.com"))
                .isInstanceOf(MessagingException.class);
        assertThat(caught.size()).isZero();
    }

    @Test
    void takesAMailOfASlowRecipientButAnswersLater() throws Exception {
        MailClient patient = new MailClient(catcher.port());
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> quietly(patient));
        await().until(() -> caught.size() == 1);

        client.send("s", "t", "anna@example.com");

        assertThat(slow).isNotDone();
        catcher.stop();
        await().until(slow::isDone);
    }

    @Test
    void turnsEveryMailAwayWhileItIsToldToBeUnavailable() throws Exception {
        faults.set("smtp", Behaviour.UNAVAILABLE, 60);
        assertThat(codeOf(() -> client.send("s", "t", "anna@example.com"))).isEqualTo(421);

        faults.set("smtp", Behaviour.ACCEPT, 0);
        try (MailClient next = new MailClient(catcher.port())) {
            next.send("s", "t", "anna@example.com");
        }
        assertThat(caught.size()).isEqualTo(1);
    }

    private static void quietly(MailClient client) {
        try {
            client.send("s", "t", "fail+slow@example.com");
        } catch (MessagingException cut) {
            // the catcher stopped before the pause was over
        }
    }

    private Caught only() {
        assertThat(caught.size()).isEqualTo(1);
        return caught.newest("", "", 1).get(0);
    }

    private static int codeOf(ThrowingCallable sending) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(sending);
        assertThat(thrown).isInstanceOf(SendFailedException.class);
        Throwable cause = thrown;
        while (cause instanceof MessagingException failed) {
            if (cause instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (cause instanceof SMTPSendFailedException send && failed.getNextException() == null) {
                return send.getReturnCode();
            }
            cause = failed.getNextException();
        }
        throw new AssertionError("No SMTP code in it", thrown);
    }
}
