package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.App;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The console, click by click. */
@Execution(ExecutionMode.SAME_THREAD)
class BrowserJourneyTest {

    private static App app;
    private static Browser browser;

    @BeforeAll
    static void open() {
        app = App.shared();
        browser = Browser.open(app).login("admin", App.ADMIN_PASSWORD);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** Words that are longer than any line, in whatever the lists show. */
    private static void longWords() {
        String word = "w".repeat(60) + UUID.randomUUID();
        app.await(
                app.notify(
                        "{\"recipients\":[{\"email\":\"%1$s@%2$s.example.com\"}],\"channels\":[\"email\"],\"subject\":\"%3$s\",\"message\":\"%3$s\"}"
                                .formatted(word.substring(0, 60), "d".repeat(60), word.repeat(9))),
                "sent");
        app.await(
                app.notify(
                        "{\"recipients\":[{\"email\":\"fail+permanent@%1$s.example.com\"}],\"channels\":[\"email\"],\"subject\":\"%2$s\",\"message\":\"x\"}"
                                .formatted("d".repeat(60), word.repeat(9))),
                "failed");
        add("templates", "{\"slug\":\"%1$s\",\"name\":\"%1$s\",\"subject\":\"%1$s\",\"content\":\"x\"}", word);
        String phone = "7904" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
        add(
                "clients",
                "{\"phone_number\":\"" + phone
                        + "\",\"name\":\"%1$s\",\"email\":\"a@%2$s.example.com\",\"tags\":[{\"name\":\"%1$s\"}],\"timezone\":\"America/Argentina/ComodRivadavia\"}",
                word);
        add(
                "mailings",
                "{\"title\":\"%1$s\",\"text\":\"x\",\"start_datetime\":\""
                        + Instant.now().plus(Duration.ofDays(2))
                        + "\",\"end_datetime\":\"" + Instant.now().plus(Duration.ofDays(3))
                        + "\",\"tags\":[{\"name\":\"%1$s\"}]}",
                word);
        add(
                "webhooks",
                "{\"url\":\"https://hooks.example.com/%1$s\",\"description\":\"%1$s\",\"enabled\":false}",
                word);
        add(
                "suppressions",
                "{\"channel\":\"email\",\"address\":\"%3$s@%2$s.example.com\",\"reason\":\"manual\",\"detail\":\"%1$s\"}",
                word);
        app.post("/api/v1/legacy-messages", "{\"body\":\"" + word.repeat(9) + "\"}");
    }

    private static void add(String what, String body, String word) {
        App.Answer added = app.post("/api/v1/" + what, body.formatted(word, "d".repeat(60), word.substring(40, 96)));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
    }

    @Test
    void everyAreaIsThereForEverybody() {
        longWords();
        browser.size(1280, 900).go("/console");
        browser.complaints();
        List<String> areas = browser.links(".areas li a");
        assertThat(areas).hasSizeGreaterThan(10);
        for (String area : areas) {
            browser.go(area);
            assertThat(browser.title()).as(area).isNotEmpty().isNotEqualTo("Not found");
            assertThat(browser.barriers()).as(area).isEmpty();
            assertThat(browser.complaints()).as(area).isEmpty();
            browser.screenshot("wide" + area.replace('/', '-'));
        }
        browser.size(390, 844);
        for (String area : areas) {
            browser.go(area);
            assertThat(browser.title()).as(area).isNotEmpty();
            assertThat(browser.widerThanItsWindow()).as(area).isFalse();
            assertThat(browser.barriers()).as(area).isEmpty();
            browser.screenshot("narrow" + area.replace('/', '-'));
        }
    }

    @Test
    void aNotificationIsFoundAndItsStoryRead() {
        app.await(
                app.notify(
                        "{\"recipients\":[{\"email\":\"found@example.com\"}],\"channels\":[\"email\"],"
                                + "\"subject\":\"To be found\",\"message\":\"x\",\"callback_url\":\"https://callback.example.com/\"}"),
                "sent");
        browser.size(1280, 900).go("/console").fill("recipient", "found@example.com\n");
        browser.press("To be found");
        browser.seeText(".timeline", "smtp").seeText(".facts", "sent").seeText(".as-seen", "To be found");
        browser.seeText("#main", "callback.example.com");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void figuresMoveWhileOneLooks() {
        browser.size(1280, 900).go("/console?range=live").seeText("#live", "live");
        for (int i = 0; i < 5; i++) {
            app.notify(
                    "{\"recipients\":[{\"email\":\"moving@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        }
        browser.see("[data-rate='accepted']");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void languageAndThemeAreAClickAway() {
        browser.size(1280, 900)
                .go("/console/notifications")
                .click(".menu summary")
                .press("Русский");
        browser.title("Уведомления");
        assertThat(browser.barriers()).isEmpty();
        browser.click(".menu summary").press("Тёмная");
        browser.see("html[data-theme='dark']");
        assertThat(browser.barriers()).isEmpty();
        browser.click(".menu summary").press("English");
        browser.click(".menu summary").press("Auto");
        browser.title("Notifications");
    }
}
