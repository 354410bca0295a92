package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.PlayedAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of routes: what the outside is to say, and what happened so far. */
final class Scene {

    private static final Deque<JsonNode> NONE = new ArrayDeque<>();

    /** What no test needs, and a loop that does not end soon exceeds. */
    private static final int MOST_CALLS = 1_000;

    /** What happens if nothing else is said: everybody takes everything, and no step has an answer of its own. */
    static Scene empty() {
        return new Scene(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    private final Map<String, Deque<JsonNode>> answers = new HashMap<>();
    private final Map<String, Deque<JsonNode>> results = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<Call> tries = new ArrayList<>();
    private final Set<String> routes = new LinkedHashSet<>();
    private final boolean nobody;
    private @Nullable ObjectNode rendered;

    /**
     * A provider that a delivery came to.
     *
     * @param refusal what its gate said; null: it was called
     */
    record Call(
            @Nullable String channel,
            String provider,
            @Nullable String refusal) {}

    /** In which everybody takes everything, and these steps do what is said. */
    static Scene of(JsonNode steps) {
        return new Scene(JsonNodeFactory.instance.objectNode(), steps);
    }

    /** In which no provider can be reached, and no step of a delivery does what it should. */
    static Scene ofNobody() {
        return new Scene(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode(), true);
    }

    /**
     * @param providers the answers of each, in their order; the last holds for all further calls
     * @param steps the results of bean steps, by {@code bean.method}, in the same way
     */
    Scene(JsonNode providers, JsonNode steps) {
        this(providers, steps, false);
    }

    private Scene(JsonNode providers, JsonNode steps, boolean nobody) {
        this.nobody = nobody;
        providers.properties().forEach(provider -> answers.put(provider.getKey(), queue(provider.getValue())));
        steps.properties().forEach(step -> results.put(step.getKey(), queue(step.getValue())));
    }

    private static Deque<JsonNode> queue(JsonNode oneOrMany) {
        Deque<JsonNode> queue = new ArrayDeque<>();
        if (oneOrMany.isArray()) {
            oneOrMany.forEach(queue::add);
        } else {
            queue.add(oneOrMany);
        }
        return queue;
    }

    private static @Nullable JsonNode next(Deque<JsonNode> queue) {
        return queue.size() > 1 ? queue.poll() : queue.peek();
    }

    PlayedAnswer next(String provider, String scheme) {
        if (nobody) {
            return PlayedAnswer.REFUSED;
        }
        Deque<JsonNode> queue = answers.getOrDefault(provider, answers.getOrDefault(scheme, new ArrayDeque<>()));
        JsonNode answer = next(queue);
        return answer == null ? PlayedAnswer.OK : Answers.read(answer);
    }

    /** What a bean step is said to do; null if nothing is said of it. */
    @Nullable
    JsonNode result(String step) {
        return next(results.getOrDefault(step, NONE));
    }

    void called(String what) {
        if (calls.size() == MOST_CALLS) {
            throw new IllegalStateException("more than " + MOST_CALLS + " calls: a loop does not end");
        }
        calls.add(what);
    }

    /** Whether nobody does anything. */
    boolean withNobody() {
        return nobody;
    }

    void tried(Call call) {
        tries.add(call);
    }

    /** What deliveries came to outside, in order, the refused included. */
    List<Call> tries() {
        return tries;
    }

    void entered(String route) {
        routes.add(route);
    }

    void rendered(ObjectNode text) {
        rendered = text;
    }

    List<String> calls() {
        return calls;
    }

    Set<String> routes() {
        return routes;
    }

    @Nullable
    ObjectNode rendered() {
        return rendered;
    }
}
