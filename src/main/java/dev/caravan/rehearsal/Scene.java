package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.PlayedAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One run of routes: what the outside is to say, and what happened so far. */
final class Scene {

    /** What happens if nothing else is said: everybody takes everything, and no step has an answer of its own. */
    static Scene empty() {
        return new Scene(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
    }

    private final Map<String, Deque<JsonNode>> answers = new HashMap<>();
    private final JsonNode beans;
    private final List<String> calls = new ArrayList<>();
    private final Set<String> routes = new TreeSet<>();
    private @Nullable ObjectNode rendered;

    /**
     * @param providers the answers of each, in their order; the last holds for all further calls
     * @param beans the results of steps, by {@code bean.method}
     */
    Scene(JsonNode providers, JsonNode beans) {
        providers.properties().forEach(provider -> {
            Deque<JsonNode> queue = new ArrayDeque<>();
            if (provider.getValue().isArray()) {
                provider.getValue().forEach(queue::add);
            } else {
                queue.add(provider.getValue());
            }
            answers.put(provider.getKey(), queue);
        });
        this.beans = beans;
    }

    PlayedAnswer next(String provider, String scheme) {
        Deque<JsonNode> queue = answers.getOrDefault(provider, answers.getOrDefault(scheme, new ArrayDeque<>()));
        JsonNode answer = queue.size() > 1 ? queue.poll() : queue.peek();
        return answer == null ? PlayedAnswer.OK : Answers.read(answer);
    }

    /** What a bean step is said to do; null if nothing is said of it. */
    @Nullable
    JsonNode result(String step) {
        return beans.get(step);
    }

    void called(String what) {
        calls.add(what);
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
