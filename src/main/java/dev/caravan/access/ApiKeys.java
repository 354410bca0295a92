package dev.caravan.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of the configuration.
 *
 * @param keys none: everybody who reaches the API is let in
 */
record ApiKeys(List<ApiKey> keys) {

    /**
     * Reads {@code CARAVAN_API_KEYS}: entries of {@link ApiKey#parse}, separated by commas.
     *
     * @throws IllegalStateException if an entry cannot be read or two have the same name
     */
    static ApiKeys parse(String setting) {
        List<ApiKey> keys = Arrays.stream(setting.split(","))
                .filter(entry -> !entry.isBlank())
                .map(ApiKey::parse)
                .toList();
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalStateException("CARAVAN_API_KEYS: there are two keys named '" + key.name() + "'");
            }
        }
        return new ApiKeys(keys);
    }

    boolean open() {
        return keys.isEmpty();
    }

    /** Looks at every key, so that the time taken does not tell which one was nearly right. */
    Optional<ApiKey> find(String presented) {
        byte[] digest = ApiKey.sha256(presented);
        ApiKey found = null;
        for (ApiKey key : keys) {
            if (key.is(digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }
}
