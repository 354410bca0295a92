package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.contract.ApiContract.AnswerExample;
import dev.caravan.contract.ApiContract.Example;
import dev.caravan.contract.ApiContract.Operation;
import io.swagger.parser.OpenAPIParser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDescriptionTest {

    private static final ApiContract API = ApiContract.CARAVAN;
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Operation> operations() {
        return API.operations();
    }

    static List<Example> requestExamples() {
        return API.requestExamples();
    }

    static List<AnswerExample> answerExamples() {
        return API.answerExamples();
    }

    @Test
    void theDescriptionIsValidOpenApi() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);

        SwaggerParseResult result = new OpenAPIParser().readLocation("routes/openapi.yaml", null, options);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).isNotEmpty();
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("\\w+"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationSaysWhichScopeItNeeds(Operation operation) {
        assertThat(operation.tree().path("x-scope").asText()).isIn("send", "read", "manage", "routes", "admin", "none");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasASuccessAndItsProblems(Operation operation) {
        Set<String> statuses = new TreeSet<>();
        operation.tree().path("responses").fieldNames().forEachRemaining(statuses::add);

        assertThat(statuses).contains("405", "500").anyMatch(status -> status.startsWith("2"));
        if (!operation.tree().path("x-scope").asText().equals("none")) {
            assertThat(statuses).contains("401", "403");
        }
        if (operation.tree().has("requestBody")) {
            assertThat(statuses).contains("400", "413", "415");
        }
        if (operation.path().contains("{")) {
            assertThat(statuses).contains("404");
        }
    }

    /** Swagger UI sends every parameter that has one, so that its own example would be answered as a repetition. */
    @ParameterizedTest
    @MethodSource("operations")
    void optionalParametersHaveNoExample(Operation operation) {
        operation.tree().path("parameters").forEach(parameter -> {
            JsonNode resolved = API.resolve(parameter);
            assertThat(resolved.path("required").asBoolean() || !resolved.has("example"))
                    .as(resolved.toString())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyRequestBodyAndEveryAnswerHasAnExample(Operation operation) {
        if (operation.tree().has("requestBody")) {
            assertThat(requestExamples())
                    .anyMatch(example -> example.operation().equals(operation));
        }
        operation
                .tree()
                .path("responses")
                .fieldNames()
                .forEachRemaining(status -> assertThat(answerExamples())
                        .anyMatch(example ->
                                example.operation().equals(operation) && example.status() == Integer.parseInt(status)));
    }

    @ParameterizedTest
    @MethodSource("requestExamples")
    void everyRequestExampleIsAllowed(Example example) {
        API.checkRequest(
                example.operation().method(),
                concrete(example.operation().path()),
                example.mediaType(),
                example.text());
    }

    @ParameterizedTest
    @MethodSource("answerExamples")
    void everyAnswerExampleIsAllowed(AnswerExample example) {
        API.checkAnswer(
                example.operation().method(),
                concrete(example.operation().path()),
                example.status(),
                example.mediaType(),
                example.body() == null ? null : example.body().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"recipients\": [], \"message\": \"x\"}",
                "{\"recipients\": [{}], \"message\": \"x\"}",
                "{\"recipients\": [{\"email\": \"a@example.com\"}], \"message\": \"x\", \"sheduled_at\": null}",
                "{\"recipients\": [{\"email\": \"a@example.com\"}], \"message\": \"x\", \"scheduled_at\": \"soon\"}",
                "{\"recipients\": [{\"email\": \"a@example.com\"}], \"message\": 5}",
                "{\"recipients\": [{\"telegram_id\": \"x1\"}], \"message\": \"x\"}",
                "{\"recipients\": [{\"email\": \"a@example.com\"}], \"metadata\": {\"a\": {}}}"
            })
    void aCanonicalBodyThatBreaksARuleIsNotAllowed(String body) {
        assertThatThrownBy(() -> API.checkRequest("POST", "/api/v1/notifications", body))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void anAnswerWithAFieldThatIsNotDescribedIsNotAllowed() {
        JsonNode undescribed = JSON.createObjectNode().put("status", "ok").put("version", 1);

        assertThatThrownBy(() ->
                        API.checkAnswer("GET", "/api/v1/healthcheck", 200, "application/json", undescribed.toString()))
                .isInstanceOf(AssertionError.class);
    }

    private static String concrete(String path) {
        return path.replace("{id}", "01985c3e-7a10-7c21-9d43-0a8f4be0c1d2").replaceAll("\\{\\w+}", "welcome");
    }
}
