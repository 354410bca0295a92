package dev.caravan;

import dev.caravan.embedded.WithStores;
import dev.caravan.launch.ClassesAhead;
import dev.caravan.launch.Launch;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Caravan. */
@SpringBootApplication
@WithStores
public class Caravan {

    /** Ends with exit code 1, and one line on standard error, if Caravan cannot start. */
    public static void main(String[] args) {
        Launch.again(args);
        ClassesAhead.load();
        try {
            SpringApplication.run(Caravan.class, args);
        } catch (RuntimeException reportedAlready) {
            System.exit(1);
        }
    }
}
