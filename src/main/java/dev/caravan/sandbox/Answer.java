package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** An HTTP answer. */
record Answer(int status, String contentType, String body) {

    static Answer json(int status, JsonNode body) {
        return new Answer(status, "application/json; charset=utf-8", body.toString());
    }

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body);
    }

    /** What a proxy in front of a provider says when the provider is not there. */
    static Answer page(int status, String title) {
        return new Answer(
                status,
                "text/html; charset=utf-8",
                "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>");
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
