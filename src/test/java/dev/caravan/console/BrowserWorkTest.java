package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.App;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A day's work in the console, click by click. */
@Execution(ExecutionMode.SAME_THREAD)
class BrowserWorkTest {

    private static App app;
    private static Browser browser;

    private final String own = "clicked-" + UUID.randomUUID();

    @BeforeAll
    static void open() {
        app = App.shared();
        browser = Browser.open(app).login("admin", App.ADMIN_PASSWORD).size(1280, 900);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingIsInTheWay() {
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aTemplateIsWrittenItsFaultFoundAndATestSent() {
        browser.go("/console/templates/~new").fill("name", "Clicked").fill("slug", own);
        browser.fill("subject", "For {{ name }}").write("Dear {{ name }},\nyou are {{#vip}}dear to us.");
        browser.seeText("#preview .notice.bad", "vip").click("#preview [data-fault] button");
        assertThat(browser.line()).isEqualTo(2);

        browser.write("Dear {{ name }},\nwelcome.").seeText("#preview .letter", "Dear");
        browser.choose("#add-variant", "sms").write("Hi {{ name }}").press("Create");
        browser.title("Clicked").choose("#channel", "sms").seeText("#preview .letter", "Hi");
        browser.fill("address", "+79261112233").press("Send").seeText("#sent .notice.good", "79261112233");

        browser.write("Dear {{ name }},\nwelcome back.").press("Save as a new version");
        browser.seeText("#notices", "version 2");
    }

    @Test
    void aFileOfClientsIsBroughtInAndItsBadLineTold(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("clients.csv");
        Files.writeString(file, "phone_number,tags\n" + phone() + "," + own + "\nnonsense," + own + "\n");
        browser.go("/console/clients/import").upload("file", file).press("Import");
        browser.seeText("#refused", "phone_number").seeText("#refused tbody .number", "3");
        assertThat(browser.text("#report .tiles .value")).isEqualTo("1");
    }

    @Test
    void aMailingIsPlannedOnTheCalendarAndPaused() {
        for (int i = 0; i < 2; i++) {
            client(phone());
        }
        browser.go("/console/mailings/calendar").click(".month li:last-child .add, .month .add");
        browser.fill("title", own).fill("text", "Hello");
        browser.see("#tags-more").sendKeys(own + ",");
        browser.seeText("#audience .big-number", "2").press("Create and schedule");
        browser.title(own).press("Pause").seeText(".facts", "paused");
        browser.press("Resume").seeText(".facts", "scheduled");
        browser.press("Cancel").accept().seeText(".facts", "cancelled");
    }

    @Test
    void aPersonIsErasedOnceTheNumberIsTyped() {
        String phone = phone();
        client(phone);
        browser.go("/console/clients?q=" + phone).press("+" + phone);
        browser.fill("confirm", "79990000000").press("Erase everything");
        browser.seeText(".field-error", "nothing was erased");
        browser.fill("confirm", phone).press("Erase everything").seeText("#notices", "Erased");
        assertThat(app.get("/api/v1/clients?phone_number=" + phone).json().get("items"))
                .isEmpty();
    }

    @Test
    void aScheduleShowsItsNextRunsAsItsCronIsTyped() {
        app.post("/api/v1/templates", "{\"slug\":\"" + own + "\",\"name\":\"" + own + "\",\"content\":\"Hello\"}");
        browser.go("/console/schedules/new").fill("name", own).choose("[name=template_id]", own);
        browser.fill("crontab_schedule", "61 9 * * *").see("#next .notice.bad");
        browser.fill("crontab_schedule", "30 9 * * MON-FRI").seeText("#next li:nth-child(5)", "09:30");
        browser.fill("recipients", own + "@example.com").press("Save");
        browser.title(own).press("Run now").accept().seeText("#notices", "It runs");
        browser.press("Pause").seeText(".facts", "paused");
    }

    @Test
    void aFailedNotificationIsExplainedAndManyAreSentAgain() {
        String id = app.notify("{\"recipients\":[{\"email\":\"fail+permanent@" + own
                + ".example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        app.await(id, "failed");
        browser.go("/console/notifications/" + id)
                .seeText(".timeline", "failed")
                .press("Explain");
        browser.seeText(".facts", "default");
        browser.go("/console/queues/dead?error=nobody+says+this").see(".empty h2");
        browser.go("/console/queues/dead?channel=email").press("Replay all that match…");
        browser.title("Send failed deliveries again").press("Send them again").accept();
        browser.seeText("#progress", "Done");
        app.await(
                id,
                view -> view.get("status").asText().equals("failed")
                        && view.get("deliveries").get(0).get("attempts").asInt() > 1);
    }

    private static String phone() {
        return "7903" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    }

    private void client(String phone) {
        App.Answer made = app.post(
                "/api/v1/clients", "{\"phone_number\":\"" + phone + "\",\"tags\":[{\"name\":\"" + own + "\"}]}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }
}
