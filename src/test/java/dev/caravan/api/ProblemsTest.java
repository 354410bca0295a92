package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;

class ProblemsTest {

    private final ObjectMapper json = new ObjectMapper();
    private final Problems problems = new Problems(json);

    @Test
    void aProblemThrownInARouteIsTheAnswerWhateverItWasWrappedIn() throws Exception {
        Exchange exchange = exchange();
        exchange.getMessage().setHeader("X-API-Key", "of the request");
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new CamelExecutionException(
                        "wrapped", exchange, Problem.conflictRetry("The first is in progress.", 2)));

        problems.answer(exchange);

        assertThat(exchange.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(Exchange.HTTP_RESPONSE_CODE, 409),
                        Map.entry(Exchange.CONTENT_TYPE, "application/problem+json"),
                        Map.entry("Retry-After", "2"));
        assertThat(json.readTree(exchange.getMessage().getBody(String.class))).isEqualTo(json.readTree("""
            {"type": "/problems/conflict", "title": "Conflict", "status": 409,
             "detail": "The first is in progress."}\
            """));
    }

    @Test
    void allInvalidFieldsAreNamedAtOnce() throws Exception {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        errors.put("recipients[1].phone_number", List.of("is not a phone number"));
        errors.put("message", List.of("is required"));

        JsonNode body = body(Problem.invalid(errors));

        assertThat(body.at("/status").asInt()).isEqualTo(400);
        assertThat(body.at("/errors/recipients[1].phone_number/0").asText()).isEqualTo("is not a phone number");
        assertThat(body.at("/errors/message/0").asText()).isEqualTo("is required");
        assertThat(body.at("/detail").asText())
                .isEqualTo("recipients[1].phone_number: is not a phone number (and 1 more)");
    }

    @Test
    void invalidWithoutAnyFieldIsStillAProblem() throws Exception {
        assertThat(body(Problem.invalid(Map.of())).at("/status").asInt()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\n  nope}", "{\"a\": [", "\"\u0001\"", "{'a':1}", "{\"a\":1}}"})
    void unreadableJsonIsTheCallersFaultWithItsPlaceAndNoEcho(String body) throws Exception {
        Throwable failure = catchThrowable(() -> {
            try (var parser = new JsonFactory().createParser(body)) {
                while (parser.nextToken() != null) {
                    parser.getText();
                }
            }
        });

        JsonNode answer = body(problems.of(new RuntimeException("conversion", failure)));

        assertThat(answer.at("/status").asInt()).isEqualTo(400);
        assertThat(answer.at("/line").asInt()).isPositive();
        assertThat(answer.at("/column").asInt()).isPositive();
        assertThat(answer.at("/detail").asText())
                .startsWith("The body is not valid JSON")
                .doesNotContain("nope");
    }

    @Test
    void aBodyNestedTooDeeplyIsTheCallersFault() {
        Throwable failure = catchThrowable(() -> json.readTree("[".repeat(2_000)));

        assertThat(problems.of(failure).status()).isEqualTo(400);
    }

    @Test
    void aStoreThatCannotBeReachedIs503WithRetryAfter() {
        for (Throwable failure : List.of(
                new CannotGetJdbcConnectionException("no", new SQLTransientConnectionException("pool is empty")),
                new UncategorizedSQLException("insert", "insert into x", new SQLException("gone", "57P01")),
                new RuntimeException(new SQLException("read error", "08006")),
                new jakarta.jms.JMSException("broker is down"),
                new RuntimeException(new ConnectException("refused")))) {
            Problem problem = problems.of(failure);

            assertThat(problem.status()).as(failure.toString()).isEqualTo(503);
            assertThat(problem.retryAfter()).isPositive();
        }
    }

    @Test
    void aCharacterThatPostgresCannotStoreIsTheCallersFault() {
        SQLException failure = new SQLException("invalid byte sequence for encoding \"UTF8\": 0x00", "22021");

        assertThat(problems.of(new DataIntegrityViolationException("insert", failure))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void everythingElseIs500AndTellsNothingButAReference() throws Exception {
        JsonNode body = body(problems.of(new DataIntegrityViolationException(
                "insert into notification: duplicate key value secret@example.com")));

        assertThat(body.at("/status").asInt()).isEqualTo(500);
        assertThat(body.at("/reference").asText()).hasSize(36);
        assertThat(body.toString()).doesNotContain("insert", "secret@example.com", "Exception", "org.");
    }

    @Test
    void typesAreStableAndUnknownStatusesFallBackToTheirClass() {
        assertThat(ProblemType.of(404).uri()).isEqualTo("/problems/not-found");
        assertThat(ProblemType.of(418)).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(ProblemType.of(502)).isEqualTo(ProblemType.INTERNAL_ERROR);
    }

    private JsonNode body(Problem problem) throws Exception {
        return json.readTree(problems.body(problem));
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }
}
