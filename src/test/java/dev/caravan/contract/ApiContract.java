package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API description as a judge of requests and answers, and as a source of examples. */
public final class ApiContract {

    /** The repository's own description. */
    public static final ApiContract CARAVAN = new ApiContract(Path.of("routes/openapi.yaml"));

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode description;
    private final OpenApiInteractionValidator validator;

    ApiContract(Path file) {
        try {
            String yaml = Files.readString(file);
            this.description = new ObjectMapper(new YAMLFactory()).readTree(yaml);
            this.validator = OpenApiInteractionValidator.createForInlineApiSpecification(yaml)
                    .withLevelResolver(LevelResolver.create()
                            // metadata.KEY cannot be described in OpenAPI 3.0
                            .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.IGNORE)
                            // keys may be off, and the access tests look after them
                            .withLevel("validation.request.security.missing", ValidationReport.Level.IGNORE)
                            .build())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One method of one path. */
    public record Operation(String id, String method, String path, JsonNode tree) {

        @Override
        public String toString() {
            return id;
        }
    }

    /** An example of a request's body. */
    public record Example(Operation operation, String name, String mediaType, JsonNode body) {

        /** The body as it is sent: JSON, a text, or the fields of a form. */
        public String text() {
            if (mediaType.endsWith("json")) {
                return body.toString();
            }
            if (body.isTextual()) {
                return body.textValue();
            }
            return body.properties().stream()
                    .map(field -> field.getKey() + "="
                            + URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
        }

        @Override
        public String toString() {
            return operation.id() + ": " + name;
        }
    }

    /** An example of an answer; the body is null where there is none. */
    public record AnswerExample(
            Operation operation,
            int status,
            String name,
            String mediaType,
            @Nullable JsonNode body) {

        @Override
        public String toString() {
            return operation.id() + " " + status + ": " + name;
        }
    }

    /** All operations, in the order of the description. */
    public List<Operation> operations() {
        return description.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> new Operation(
                                method.getValue().path("operationId").asText(),
                                method.getKey().toUpperCase(),
                                path.getKey(),
                                method.getValue())))
                .toList();
    }

    /** The operation with this id. */
    public Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation " + id));
    }

    /** The examples of request bodies. */
    public List<Example> requestExamples() {
        return operations().stream()
                .flatMap(operation -> content(operation.tree().path("requestBody"))
                        .flatMap(media -> examples(media.getValue())
                                .map(example ->
                                        new Example(operation, example.getKey(), media.getKey(), example.getValue()))))
                .toList();
    }

    /** The examples of answers; one without a body for each answer that has none. */
    public List<AnswerExample> answerExamples() {
        return operations().stream().flatMap(this::answerExamples).toList();
    }

    private Stream<AnswerExample> answerExamples(Operation operation) {
        return operation.tree().path("responses").properties().stream().flatMap(answer -> {
            int status = Integer.parseInt(answer.getKey());
            JsonNode resolved = resolve(answer.getValue());
            if (resolved.path("content").isMissingNode()) {
                return Stream.of(new AnswerExample(operation, status, "no body", "", null));
            }
            return content(resolved)
                    .flatMap(media -> examples(media.getValue())
                            .map(example -> new AnswerExample(
                                    operation, status, example.getKey(), media.getKey(), example.getValue())));
        });
    }

    private static Stream<Map.Entry<String, JsonNode>> content(JsonNode owner) {
        return owner.path("content").properties().stream();
    }

    private static Stream<Map.Entry<String, JsonNode>> examples(JsonNode media) {
        if (media.has("example")) {
            return Stream.of(Map.entry("example", media.get("example")));
        }
        return media.path("examples").properties().stream()
                .map(example -> Map.entry(example.getKey(), example.getValue().path("value")));
    }

    /** What a reference of the description leads to; anything else is itself. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Fails unless the example may be sent to this address and be answered so. */
    public void check(Example example, String uri, HttpResponse<String> answer) {
        checkRequest(example.operation().method(), uri, example.mediaType(), example.text());
        checkAnswer(example.operation().method(), uri, answer);
    }

    /** Fails unless the request may be sent and the answer be given. */
    public void check(String method, String uri, @Nullable String body, HttpResponse<String> answer) {
        checkRequest(method, uri, body);
        checkAnswer(method, uri, answer);
    }

    /** Fails unless the JSON request is one that the description allows. */
    public void checkRequest(String method, String uri, @Nullable String body) {
        checkRequest(method, uri, "application/json", body);
    }

    /** Fails unless the request is one that the description allows. */
    public void checkRequest(String method, String uri, String mediaType, @Nullable String body) {
        URI target = URI.create(uri);
        SimpleRequest.Builder request = new SimpleRequest.Builder(method, target.getPath());
        if (target.getRawQuery() != null) {
            for (String pair : target.getRawQuery().split("&")) {
                String[] sides = pair.split("=", 2);
                request.withQueryParam(
                        sides[0], URLDecoder.decode(sides.length < 2 ? "" : sides[1], StandardCharsets.UTF_8));
            }
        }
        if (body != null) {
            request.withContentType(mediaType).withBody(body);
        }
        judge(method + " " + uri + " " + body, validator.validateRequest(request.build()));
    }

    /** Fails unless the answer is one that the description allows for this method and path. */
    public void checkAnswer(String method, String uri, HttpResponse<String> answer) {
        checkAnswer(
                method,
                URI.create(uri).getPath(),
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
    }

    void checkAnswer(String method, String path, int status, String contentType, @Nullable String body) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(status);
        if (!contentType.isEmpty()) {
            response.withContentType(contentType);
        }
        if (body != null && !body.isEmpty()) {
            response.withBody(body);
        }
        judge(
                method + " " + path + " answered " + status + " " + body,
                validator.validateResponse(path, Request.Method.valueOf(method), response.build()));
    }

    private static void judge(String what, ValidationReport report) {
        assertThat(report.getMessages()).as(what).isEmpty();
    }
}
