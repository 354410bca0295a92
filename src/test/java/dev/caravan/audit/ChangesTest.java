package dev.caravan.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.ApiDescription;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.contract.ApiContract;
import dev.caravan.contract.ApiContract.Operation;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {

    private static final ApiDescription DESCRIPTION = new ApiDescription(Path.of("routes"));

    static List<Operation> changes() {
        return ApiContract.CARAVAN.operations().stream()
                .filter(operation -> List.of("manage", "routes", "admin")
                        .contains(operation.tree().path("x-scope").asText()))
                .filter(operation -> !operation.method().equals("GET"))
                .filter(operation -> !operation.tree().path("x-audit").asText().equals("none"))
                .toList();
    }

    @Test
    void ofAChangeOnlyWhatDiffersIsKept() {
        Change change = Changes.of(
                Kept.VALUES,
                json("{'name': 'a', 'text': 'old', 'updated_at': 1, 'gone': 1}"),
                json("{'name': 'a', 'text': 'new', 'updated_at': 2, 'more': [1]}"));

        assertThat(change.fields()).containsExactly("more", "text");
        assertThat(change.before()).isEqualTo(json("{'text': 'old'}"));
        assertThat(change.after()).isEqualTo(json("{'text': 'new', 'more': [1]}"));
    }

    @Test
    void whatWasMadeAndWhatIsGoneIsKeptWhole() {
        assertThat(Changes.of(Kept.VALUES, null, json("{'a': 1}")))
                .isEqualTo(new Change(List.of(), null, json("{'a': 1}")));
        assertThat(Changes.of(Kept.VALUES, json("{'a': 1}"), null))
                .isEqualTo(new Change(List.of(), json("{'a': 1}"), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "smtp_password",
                "secret",
                "old_secret",
                "token",
                "accessToken",
                "key",
                "api_key",
                "Authorization",
                "psw"
            })
    void whatIsSecretIsNotKeptWhereverItIs(String name) {
        Change change = Changes.of(
                Kept.VALUES, null, json("{'%s': 'hunter2', 'in': [{'%s': {'a': 'hunter2'}}]}".formatted(name, name)));

        assertThat(change.after()).isNotNull();
        assertThat(change.after().toString()).doesNotContain("hunter2").contains("[redacted]");
    }

    @Test
    void ofPeopleNamesOfFieldsAndIdsAreKept() {
        Change change = Changes.of(
                Kept.NAMES,
                json("{'id': 7, 'email': 'old@example.com', 'status': 'on', 'attributes': {'id': 'x'}}"),
                json("{'id': 7, 'email': 'new@example.com', 'status': 'off', 'attributes': {'id': 'y'}}"));

        assertThat(change.fields()).containsExactly("attributes", "email", "status");
        assertThat(change.before()).isEqualTo(json("{'status': 'on'}"));
        assertThat(change.after()).isEqualTo(json("{'status': 'off'}"));
        assertThat(Changes.of(Kept.NAMES, null, json("{'id': 7, 'email': 'a@example.com'}"))
                        .after())
                .isEqualTo(json("{'id': 7}"));
    }

    @Test
    void nothingGrowsWithoutBound() {
        String text = "x".repeat(100_000);
        Change one = Changes.of(Kept.VALUES, null, json("{'a': '" + text + "'}"));
        assertThat(one.after()).isNotNull();
        assertThat(one.after().path("a").asText()).hasSizeLessThan(4_100).contains("(100000 characters)");

        StringBuilder many = new StringBuilder("{'a0': 1");
        for (int i = 1; i < 10_000; i++) {
            many.append(", 'a").append(i).append("': 'xxxxxxxxxx'");
        }
        assertThat(Changes.of(Kept.VALUES, null, json(many + "}")).after()).isEqualTo(json("{'too_large': true}"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyOperationThatChangesSomethingLeavesAnEntryAndThoseAboutPeopleNoValues(Operation operation) {
        Kept kept = Kept.of(DESCRIPTION.operation(operation.id()).orElseThrow());

        assertThat(kept).isNotEqualTo(Kept.NOTHING);
        if (operation.path().matches(".*/(clients|suppressions|notifications|periodic-tasks|receipts)\\b.*")) {
            assertThat(kept).isNotEqualTo(Kept.VALUES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelNotification", "retryNotification", "replayDeadLetter", "replayDeadLetters"})
    void whatSteersLeavesAnEntryToo(String operation) {
        assertThat(Kept.of(DESCRIPTION.operation(operation).orElseThrow())).isEqualTo(Kept.OUTCOME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"createNotification", "previewTemplate", "checkRoutes", "listApiKeys", "listTemplates"})
    void whatChangesNothingThatIsSetUpLeavesNone(String operation) {
        assertThat(Kept.of(DESCRIPTION.operation(operation).orElseThrow())).isEqualTo(Kept.NOTHING);
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
