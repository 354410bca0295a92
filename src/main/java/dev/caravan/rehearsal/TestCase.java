package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.routing.Finding;
import dev.caravan.routing.RefusedRoutes;
import dev.caravan.routing.RouteFiles;
import dev.caravan.routing.RouteText;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One case of a test file, as it stands there.
 *
 * @param pointer to it within the file
 */
record TestCase(RouteText text, String pointer) {

    /** How the files end that hold tests. */
    static final String ENDING = ".test.yaml";

    private static final Set<String> KEYS = Set.of("case", "note", "given", "expect");
    private static final Set<String> GIVEN = Set.of(
            "request",
            "operation",
            "queue",
            "route",
            "headers",
            "variables",
            "clock",
            "templates",
            "suppressed",
            "providers",
            "steps",
            GivenGates.BREAKERS,
            GivenGates.RATES,
            GivenRetries.SETTINGS);
    /** Of those, what a request can be explained with. */
    private static final Set<String> EXPLAINED = Set.of(
            "request",
            "operation",
            "queue",
            "headers",
            "clock",
            "templates",
            "suppressed",
            GivenGates.BREAKERS,
            GivenGates.RATES);

    static final Set<String> EXPECT = Set.of(
            "answer",
            "accepted",
            "status",
            "channel",
            "provider",
            "attempts",
            "tries",
            "rounds",
            "waits",
            "error",
            "history",
            "deliveries",
            "subject",
            "text",
            "html",
            "calls",
            "routes",
            "body",
            "variables",
            "fails");

    /** All cases of these files. @throws RefusedRoutes telling everything that cannot be read, with its place */
    static List<TestCase> read(RouteFiles files) throws RefusedRoutes {
        List<TestCase> cases = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            if (file.getKey().endsWith(ENDING)) {
                try {
                    RouteText text = RouteText.parse(file.getKey(), file.getValue());
                    if (!text.tree().isArray()) {
                        findings.add(text.at("", "a test file is a list of cases", "begin each with '- case: …'"));
                    }
                    for (int i = 0; i < text.tree().size(); i++) {
                        TestCase one = new TestCase(text, "/" + i);
                        one.check(findings);
                        cases.add(one);
                    }
                } catch (RefusedRoutes e) {
                    findings.addAll(e.findings());
                }
            }
        }
        if (!findings.isEmpty()) {
            throw new RefusedRoutes(findings);
        }
        return cases;
    }

    /** The {@code given} of a file that holds nothing else, or a request alone. @throws RefusedRoutes as {@link #read} */
    static JsonNode explained(String file) throws RefusedRoutes {
        RouteText text = RouteText.parse("request", file);
        if (!text.tree().has("request")) {
            return JsonNodeFactory.instance.objectNode().set("request", text.tree());
        }
        List<Finding> findings = new ArrayList<>();
        TestCase all = new TestCase(text, "");
        all.unknown("", text.tree(), EXPLAINED, findings);
        all.checkGiven("", text.tree(), findings);
        if (!findings.isEmpty()) {
            throw new RefusedRoutes(findings);
        }
        return text.tree();
    }

    String name() {
        return at("case").asText();
    }

    /** What tells it from all others, as long as nobody renames it. */
    String key() {
        return text.file() + "#" + name();
    }

    JsonNode at(String key) {
        return text.tree().at(pointer).path(key);
    }

    JsonNode given(String key) {
        return at("given").path(key);
    }

    /** An object that is not there is an empty one. */
    JsonNode givenObject(String key) {
        JsonNode node = given(key);
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    }

    Finding finding(String below, String reason, @Nullable String fix) {
        return text.at(pointer + below, reason, fix);
    }

    private void check(List<Finding> findings) {
        unknown("", text.tree().at(pointer), KEYS, findings);
        if (name().isBlank() || !at("given").isObject() || !at("expect").isObject()) {
            findings.add(finding("", "a case has case (its name), given and expect", null));
            return;
        }
        unknown("/given", at("given"), GIVEN, findings);
        unknown("/expect", at("expect"), EXPECT, findings);
        givenObject("providers").properties().forEach(provider -> {
            entries(provider.getValue())
                    .forEach(answer ->
                            complain("/given/providers/" + provider.getKey(), Answers.complaint(answer), findings));
        });
        givenObject("steps")
                .properties()
                .forEach(step -> entries(step.getValue())
                        .forEach(result ->
                                complain("/given/steps/" + step.getKey(), StepResult.complaint(result), findings)));
        checkGiven("/given", at("given"), findings);
        boolean nothing = List.of("request", "operation", "queue", "route").stream()
                .allMatch(key -> given(key).isMissingNode());
        complain("/given", nothing ? "says nothing to do: request, operation, queue or route" : null, findings);
    }

    private void checkGiven(String below, JsonNode given, List<Finding> findings) {
        for (String gates : List.of(GivenGates.BREAKERS, GivenGates.RATES)) {
            given.path(gates)
                    .properties()
                    .forEach(gate -> complain(
                            below + "/" + gates + "/" + gate.getKey(),
                            GivenGates.complaint(gates, gate.getValue()),
                            findings));
        }
        given.path(GivenRetries.SETTINGS)
                .properties()
                .forEach(setting -> complain(
                        below + "/settings/" + setting.getKey(),
                        GivenRetries.complaint(setting.getKey(), setting.getValue()),
                        findings));
        JsonNode clock = given.path("clock");
        try {
            if (!clock.isMissingNode()) {
                OffsetDateTime.parse(clock.asText());
            }
        } catch (DateTimeException e) {
            complain(below + "/clock", "is no time; write it as 2026-01-31T12:00:00Z", findings);
        }
    }

    private static Iterable<JsonNode> entries(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany);
    }

    private void complain(String below, @Nullable String complaint, List<Finding> findings) {
        if (complaint != null) {
            findings.add(finding(below, complaint, null));
        }
    }

    private void unknown(String below, JsonNode object, Set<String> known, List<Finding> findings) {
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                findings.add(finding(
                        below + "/" + key,
                        "unknown key '" + key + "'",
                        "there are " + String.join(", ", known.stream().sorted().toList())));
            }
        });
    }
}
