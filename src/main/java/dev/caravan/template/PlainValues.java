package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values templates see: maps, lists, texts, numbers and booleans, made from JSON. */
public final class PlainValues {

    private static final int MAX_EXPONENT = 100;

    private PlainValues() {}

    /** A template's context from a JSON object; anything else, or null, is an empty context. */
    public static Map<String, @Nullable Object> context(@Nullable JsonNode json) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        if (json != null) {
            json.fields().forEachRemaining(field -> context.put(field.getKey(), value(field.getValue())));
        }
        return context;
    }

    private static @Nullable Object value(JsonNode json) {
        if (json.isObject()) {
            return context(json);
        }
        if (json.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(json.size());
            json.forEach(element -> list.add(value(element)));
            return list;
        }
        if (json.isNumber()) {
            return number(json);
        }
        return json.isBoolean() ? (Object) json.booleanValue() : json.isNull() ? null : json.asText();
    }

    private static Object number(JsonNode json) {
        if (json.isIntegralNumber()) {
            return json.canConvertToLong() ? (Object) json.longValue() : json.bigIntegerValue();
        }
        if (json.isBigDecimal() && Math.abs((long) json.decimalValue().scale()) <= MAX_EXPONENT) {
            return json.decimalValue();
        }
        return json.doubleValue();
    }

    /** A value as Mustache prints it: numbers as FreeMarker does here, lists and objects as JSON. */
    static String format(Object value) {
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                return String.valueOf(number);
            }
            BigDecimal decimal = value instanceof BigDecimal exact ? exact : BigDecimal.valueOf(number);
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        }
        return value instanceof Map || value instanceof List ? json(value).toString() : String.valueOf(value);
    }

    private static JsonNode json(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = json.objectNode();
            map.forEach((key, element) -> object.set(String.valueOf(key), json(element)));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = json.arrayNode();
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        if (value instanceof Boolean bool) {
            return json.booleanNode(bool);
        }
        if (value instanceof Long number) {
            return json.numberNode(number);
        }
        return value == null
                ? json.nullNode()
                : value instanceof Number
                        ? json.numberNode(new BigDecimal(value.toString()))
                        : json.textNode(value.toString());
    }
}
