package dev.caravan.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Styles, scripts and pictures: those of the console, and those of the libraries it shows itself with. */
@Component
class Assets implements WebMvcConfigurer {

    private static final String OWN = "/console/assets/";
    private static final String LIBRARIES = OWN + "lib/";
    private static final CacheControl A_YEAR =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Map<String, String> places = new ConcurrentHashMap<>();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(LIBRARIES + "**")
                .addResourceLocations("classpath:/META-INF/resources/webjars/")
                .setCacheControl(A_YEAR);
        registry.addResourceHandler(OWN + "**")
                .addResourceLocations("classpath:/console/")
                .setCacheControl(A_YEAR);
    }

    /** The path of a file; what a browser keeps of it is given up when its content changes. */
    String of(String name) {
        return places.computeIfAbsent(name, unknown -> OWN + name + "?" + Long.toHexString(checksum(name)));
    }

    private static long checksum(String name) {
        CRC32C sum = new CRC32C();
        try (InputStream content = new ClassPathResource("console/" + name).getInputStream()) {
            sum.update(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("there is no file resources/console/" + name, e);
        }
        return sum.getValue();
    }
}
