package dev.caravan.sms;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * What the SMS routes need beside what is configured, worked out when it is asked for, so that it does not matter who
 * configured it and when:
 *
 * <ul>
 *   <li>{@code caravan.sms.first}, {@code caravan.sms.second}: the providers in the order of {@code
 *       caravan.sms.providers}; with one provider both name it, with none both are {@code smsc}
 *   <li>{@code caravan.sms.failovers}: 1 with two providers, else 0
 *   <li>{@code caravan.sms.smsc.address}, {@code caravan.sms.probe.address}: the URL without a slash at the end; without
 *       a URL one that leads nowhere (RFC 2606), so that the route of a provider not in use can start
 * </ul>
 */
final class SmsPlaceholders extends PropertySource<String> {

    private static final String PREFIX = "caravan.sms.";
    private static final String ADDRESS = ".address";
    private static final String PROVIDERS = "caravan.sms.providers";
    private static final String NOWHERE = "http://not-configured.invalid";

    private final Environment environment;

    SmsPlaceholders(Environment environment) {
        // Not the environment as the source: Spring Boot would look for its sources inside it, again and again.
        super("sms", "sms");
        this.environment = environment;
    }

    @Override
    public @Nullable Object getProperty(String name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        return switch (name) {
            case "caravan.sms.first" -> providers().get(0);
            case "caravan.sms.second" -> providers().get(providers().size() - 1);
            case "caravan.sms.failovers" -> String.valueOf(providers().size() - 1);
            case "caravan.sms.smsc.address", "caravan.sms.probe.address" ->
                address(name.substring(0, name.length() - ADDRESS.length()) + ".url");
            default -> null;
        };
    }

    private List<String> providers() {
        String configured = environment.getProperty(PROVIDERS, "");
        List<String> names = Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            return List.of("smsc");
        }
        if (names.size() > 2) {
            throw invalid(PROVIDERS, configured, "routes/channels/sms.camel.yaml declares two; add a step there first");
        }
        names.forEach(name -> check(name, configured));
        return names;
    }

    private void check(String name, String configured) {
        Path file = Path.of(
                environment.getProperty("caravan.routes", "./routes"), "channels", "sms-" + name + ".camel.yaml");
        if (!name.matches("[-\\w]+") || !Files.exists(file)) {
            throw invalid(PROVIDERS, configured, "there is no SMS provider " + name + ": " + file + " does not exist");
        }
        if (name.equals("probe")) {
            String url = environment.getProperty("caravan.sms.probe.url", "");
            if (url.isBlank()) {
                throw invalid(PROVIDERS, configured, "probe is named, but caravan.sms.probe.url is empty");
            }
        }
    }

    private String address(String property) {
        String url = environment.getProperty(property, "").strip().replaceFirst("/+$", "");
        if (url.isEmpty()) {
            return NOWHERE;
        }
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // answered below, as every other URL that cannot be used
        }
        throw invalid(property, url, "it must be an http or https URL with a host, and no user or query");
    }

    private static InvalidConfigurationPropertyValueException invalid(String property, String value, String reason) {
        return new InvalidConfigurationPropertyValueException(property, value, reason);
    }
}
