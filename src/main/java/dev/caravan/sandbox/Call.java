package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP request.
 *
 * @param contentType in lower case; empty if it has none
 * @param authorization the header, empty if it has none
 */
record Call(String method, String path, String contentType, String authorization, String body) {

    static final JsonMapper JSON = new JsonMapper();

    boolean isJson() {
        return contentType.startsWith("application/json");
    }

    /** @return the body's fields, those of a JSON object or of a form in UTF-8 */
    Map<String, String> fields() throws JsonProcessingException {
        if (!isJson()) {
            return form(StandardCharsets.UTF_8);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : JSON.readTree(body).properties()) {
            JsonNode value = field.getValue();
            if (!value.isNull()) {
                fields.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        }
        return fields;
    }

    /** @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits */
    Map<String, String> form(Charset charset) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        URLDecoder.decode(pair.substring(0, equals), charset),
                        URLDecoder.decode(pair.substring(equals + 1), charset));
            }
        }
        return fields;
    }
}
