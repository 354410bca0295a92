package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.caravan.api.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-02T12:00:00Z"));
    private final CaughtMessages caught = new CaughtMessages(3, now::get);
    private final Faults faults = new Faults(now::get);
    private final Sandbox sandbox = new Sandbox(List.of("mail", "sms"), caught, faults);

    @Test
    void listsWhatWasCaughtNewestFirst() {
        String mail =
                "From: shop@example.com\r\nSubject: =?utf-8?B?0J/RgNC40LLQtdGC?=\r\nMessage-ID: <1@caravan>\r\n\r\nHi";
        byte[] source = mail.getBytes(StandardCharsets.UTF_8);
        caught.add("email", "smtp", "bounce@example.com", "anna@example.com", id -> new RawMail(source, source.length));
        sms("+79161234567", "Код 1234 🔑");

        JsonNode items = sandbox.list(null, null, null, null).get("items");

        assertThat(items).hasSize(2);
        assertThat(items.get(0).toString())
                .isEqualTo(
                        "{\"id\":2,\"channel\":\"sms\",\"provider\":\"smsc\",\"to\":\"+79161234567\",\"from\":\"shop\","
                                + "\"subject\":null,\"text\":\"Код 1234 🔑\",\"html\":null,\"headers\":{\"fmt\":\"3\"},"
                                + "\"attachments\":[],\"message_id\":\"2\",\"received_at\":\"2026-11-02T12:00:00Z\",\"size\":16}");
        assertThat(items.get(1).get("subject").asText()).isEqualTo("Привет");
        assertThat(items.get(1).get("from").asText()).isEqualTo("shop@example.com");
        assertThat(items.get(1).get("message_id").asText()).isEqualTo("<1@caravan>");
        assertThat(items.get(1).at("/headers/Subject").asText()).isEqualTo("Привет");
    }

    @Test
    void filtersByChannelAndPartOfARecipient() {
        sms("+79161234567", "a");
        caught.add("telegram", "telegram", "bot", "79161", id -> Letter.ofText("b", Map.of(), "2"));

        assertThat(texts(sandbox.list("sms", "", null, "10"))).containsExactly("a");
        assertThat(texts(sandbox.list("", "9161", null, "10"))).containsExactly("b", "a");
        assertThat(texts(sandbox.list("telegram", "4567", null, "10"))).isEmpty();
        assertThat(texts(sandbox.list("", "", null, "1"))).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "ten", "99999999999"})
    void refusesALimitThatIsNone(String limit) {
        assertThatThrownBy(() -> sandbox.list("", "", null, limit))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("from 1 to 1000");
    }

    @Test
    void forgetsTheOldest() {
        for (String text : List.of("a", "b", "c", "d")) {
            sms("+79161234567", text);
        }

        assertThat(texts(sandbox.list(null, null, null, null))).containsExactly("d", "c", "b");
        assertThat(sandbox.find(1)).isEmpty();
    }

    @Test
    void forgetsTheOldestOfManyLongMails() {
        CaughtMessages many = new CaughtMessages(1_000, now::get);
        for (int i = 0; i < 300; i++) {
            many.add("email", "smtp", "a", "b", id -> new RawMail(new byte[RawMail.KEPT], RawMail.KEPT));
        }

        assertThat(many.size()).isEqualTo(256);
    }

    @Test
    void isNotFoundWhenItIsOff() {
        Sandbox off = new Sandbox(List.of(), caught, faults);

        assertThatThrownBy(() -> off.list(null, null, null, null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is off");
        assertThatThrownBy(off::clear).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> off.fault("smsc", "silent", 1)).isInstanceOf(Problem.class);
    }

    @Test
    void clearsMessagesAndFaults() {
        sms("+79161234567", "a");
        sandbox.fault("smsc", "unavailable", 60);

        sandbox.clear();

        assertThat(sandbox.list(null, null, null, null).get("items")).isEmpty();
        assertThat(sandbox.faults().get("items")).isEmpty();
    }

    @Test
    void aFaultEndsByItself() {
        sandbox.fault("smsc", "rate-limited", 300);
        assertThat(faults.switched("smsc")).isEqualTo(Behaviour.RATE_LIMITED);
        assertThat(faults.switched("probe")).isEqualTo(Behaviour.ACCEPT);
        assertThat(sandbox.faults().toString())
                .isEqualTo("{\"items\":[{\"provider\":\"smsc\",\"behaviour\":\"rate_limited\","
                        + "\"until\":\"2026-11-02T12:05:00Z\"}]}");

        now.set(Instant.parse("2026-11-02T12:05:00Z"));
        assertThat(faults.switched("smsc")).isEqualTo(Behaviour.ACCEPT);
        assertThat(sandbox.faults().get("items")).isEmpty();
    }

    @Test
    void saysWhichFaultsThereAre() {
        assertThatThrownBy(() -> sandbox.fault("smpp", "silent", 1))
                .hasMessageContaining("smtp, telegram, smsc, probe");
        assertThatThrownBy(() -> sandbox.fault("smsc", "angry", 1)).hasMessageContaining("garbage, slow, silent, drop");
        assertThatThrownBy(() -> sandbox.fault("smsc", "silent", 86_401)).hasMessageContaining("86400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+79005550001", "+79005550002", "+79005550003", "+79005550004", "+79005550005", "89005550006"})
    void everyNumberThatFailsOnPurposeIsAValidOne(String number) throws Exception {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();

        assertThat(numbers.isValidNumber(numbers.parse(number, "RU"))).isTrue();
        assertThat(Rehearsal.ofPhone("smsc", number).behaviour()).isNotEqualTo(Behaviour.ACCEPT);
    }

    private void sms(String to, String text) {
        caught.add("sms", "smsc", "shop", to, id -> Letter.ofText(text, Map.of("fmt", "3"), Long.toString(id)));
    }

    private static List<String> texts(JsonNode list) {
        return list.get("items").findValuesAsText("text");
    }
}
