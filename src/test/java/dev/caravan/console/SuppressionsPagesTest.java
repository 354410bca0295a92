package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.journey.App;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who gets nothing any more, in the console. */
class SuppressionsPagesTest {

    private final App app = App.shared();
    private final String address = "console-" + UUID.randomUUID() + "@example.com";

    @Test
    void anAddressIsPutOnTheListFoundAndTakenOff() {
        ConsoleClient editor = ConsoleClient.as(app, Role.EDITOR);
        editor.page("/console/suppressions");
        String list = editor.submit(
                "/console/suppressions",
                Map.of(
                        "channel",
                        "email",
                        "address",
                        address,
                        "reason",
                        "manual",
                        "detail",
                        "asked <b>",
                        "expires_at",
                        "2098-01-01"));
        assertThat(list).contains("The address is on the list.", address, "asked &lt;b&gt;");
        String entry = app.get("/api/v1/suppressions?address=" + address)
                .json()
                .at("/items/0")
                .toString();
        assertThat(entry).contains("\"expires_at\":\"2098-01-02T00:00:00Z\"");

        assertThat(editor.page("/console/suppressions?address=" + address.toUpperCase()))
                .contains(address);
        assertThat(editor.page("/console/suppressions?address=" + address + "&reason=bounced"))
                .contains("Not on the list");
        assertThat(editor.page("/console/suppressions?reason=bored")).contains("is not a reason");

        String id = app.get("/api/v1/suppressions?address=" + address)
                .json()
                .at("/items/0/id")
                .asText();
        assertThat(editor.submit("/console/suppressions/" + id + "/delete", Map.of()))
                .contains("off the list")
                .doesNotContain(address);
    }

    @Test
    void whatIsNoAddressIsSaidAtItsField() {
        ConsoleClient editor = ConsoleClient.as(app, Role.EDITOR);
        editor.page("/console/suppressions");
        assertThat(editor.post(
                                "/console/suppressions",
                                Map.of("channel", "sms", "address", "nonsense", "expires_at", "2001-01-01"))
                        .body())
                .contains("is not an address of this channel", "must lie in the future", "value=\"nonsense\"");
    }

    @Test
    void aViewerAddsAndRemovesNothing() {
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/suppressions")).doesNotContain("Put an address on the list");
        assertThat(viewer.post("/console/suppressions", Map.of("channel", "email", "address", address))
                        .body())
                .contains("Your role, viewer, may not do this.");
        assertThat(app.get("/api/v1/suppressions?address=" + address)
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
    }
}
