package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.App;
import java.util.List;
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

    @Test
    void everyAreaIsThereForEverybody() {
        app.await(
                app.notify(
                        "{\"recipients\":[{\"email\":\"areas@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}"),
                "sent");
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
                app.notify("{\"recipients\":[{\"email\":\"found@example.com\"}],\"channels\":[\"email\"],"
                        + "\"subject\":\"To be found\",\"message\":\"x\"}"),
                "sent");
        browser.size(1280, 900).go("/console").fill("recipient", "found@example.com\n");
        browser.press("To be found");
        browser.seeText(".timeline", "smtp").seeText(".facts", "sent");
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
        assertThat(browser.title()).isEqualTo("Уведомления");
        assertThat(browser.barriers()).isEmpty();
        browser.click(".menu summary").press("Тёмная");
        browser.see("html[data-theme='dark']");
        assertThat(browser.barriers()).isEmpty();
        browser.click(".menu summary").press("English");
        browser.click(".menu summary").press("Auto");
        assertThat(browser.title()).isEqualTo("Notifications");
    }
}
