package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.journey.App;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The inbox of a user, in the console. */
class InboxPagesTest {

    private final App app = App.shared();
    private final String user = UUID.randomUUID().toString().replace("-", "").substring(0, 24);

    @Test
    void anInboxIsShownAndMarkedAsRead() {
        for (int i = 0; i < 3; i++) {
            app.post(
                    "/create",
                    "{\"user_id\":\"" + user + "\",\"key\":\"new_post\",\"data\":{\"title\":\"<b>" + i + "\"}}");
        }
        ConsoleClient operator = ConsoleClient.as(app, Role.OPERATOR);
        assertThat(operator.page("/console/inbox")).contains("Whose inbox?", "curl");
        String inbox = operator.page("/console/inbox?user_id=" + user);
        assertThat(inbox).contains("&lt;b&gt;2", "new_post", "Mark all as read");

        String record =
                app.get("/list?user_id=" + user).json().at("/data/list/0/id").asText();
        assertThat(operator.submit("/console/inbox/read", Map.of("user_id", user, "notification_id", record)))
                .contains("The record is marked as read.");
        assertThat(operator.submit("/console/inbox/read", Map.of("user_id", user, "notification_id", record)))
                .contains("The record was read before.");
        assertThat(operator.submit("/console/inbox/read", Map.of("user_id", user)))
                .contains("Marked as read: 2.");
        assertThat(app.get("/list?user_id=" + user).json().at("/data/new").asInt())
                .isZero();
    }

    @Test
    void aViewerOnlyReads() {
        app.post("/create", "{\"user_id\":\"" + user + "\",\"key\":\"new_post\"}");
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/inbox?user_id=" + user))
                .contains("new_post")
                .doesNotContain("/console/inbox/read");
        assertThat(viewer.post("/console/inbox/read", Map.of("user_id", user)).statusCode())
                .isEqualTo(403);
        assertThat(viewer.page("/console/inbox?user_id=" + "x".repeat(1_500))).contains("at most 1000 characters");
    }
}
