package dev.caravan;

import dev.caravan.embedded.WithStores;
import dev.caravan.launch.ClassesAhead;
import dev.caravan.launch.Launch;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Caravan; or, called with {@code routes}, looks at a folder of routes and ends. */
@SpringBootApplication
@WithStores
public class Caravan {

    /** Ends with exit code 1, and one line on standard error, if Caravan cannot start. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("routes")) {
            System.exit(new RoutesCommand(System.out).run(List.of(args).subList(1, args.length)));
        }
        Launch.again(args);
        ClassesAhead.load();
        try {
            SpringApplication.run(Caravan.class, args);
        } catch (RuntimeException reportedAlready) {
            System.exit(1);
        }
    }
}
