package dev.caravan.api;

import java.util.List;
import java.util.Map;

/** A request that cannot be served: status, detail and the faults of its fields. */
public class Problem extends RuntimeException {

    private final int status;
    private final Map<String, List<String>> errors;

    private Problem(int status, String detail, Map<String, List<String>> errors) {
        super(detail);
        this.status = status;
        this.errors = errors;
    }

    public static Problem notFound(String detail) {
        return new Problem(404, detail, Map.of());
    }

    public static Problem conflict(String detail) {
        return new Problem(409, detail, Map.of());
    }

    public static Problem badRequest(String detail) {
        return new Problem(400, detail, Map.of());
    }

    public static Problem invalid(Map<String, List<String>> errors) {
        return new Problem(400, "The request is invalid: " + errors, errors);
    }

    public int status() {
        return status;
    }

    public Map<String, List<String>> errors() {
        return errors;
    }
}
