package dev.caravan.access;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys of the configuration. */
public final class ApiKeys {

    private final List<ApiKey> keys;
    private final Map<ByteBuffer, ApiKey> byDigest;

    private ApiKeys(List<ApiKey> keys) {
        this.keys = keys;
        this.byDigest =
                keys.stream().collect(Collectors.toMap(ApiKey::sha256, Function.identity(), (first, again) -> first));
    }

    /**
     * Reads {@code CARAVAN_API_KEYS}: entries of {@link ApiKey#parse}, separated by commas.
     *
     * @throws IllegalStateException if an entry cannot be read or two have the same name
     */
    static ApiKeys parse(String setting) {
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        Arrays.stream(setting.split(","))
                .filter(entry -> !entry.isBlank())
                .map(ApiKey::parse)
                .forEach(key -> {
                    if (keys.put(key.name(), key) != null) {
                        throw new IllegalStateException(
                                "CARAVAN_API_KEYS: there are two keys named '" + key.name() + "'");
                    }
                });
        return new ApiKeys(List.copyOf(keys.values()));
    }

    /** Whether a key has this name, in any casing. */
    public boolean named(String name) {
        return keys.stream().anyMatch(key -> key.name().equalsIgnoreCase(name));
    }

    /** Whom the keys were given to, as they stand in the configuration. */
    public Collection<Holder> holders() {
        return keys.stream().map(ApiKey::holder).toList();
    }

    boolean none() {
        return keys.isEmpty();
    }

    Optional<Holder> find(Presented presented) {
        return Optional.ofNullable(byDigest.get(presented.sha256())).map(ApiKey::holder);
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}
