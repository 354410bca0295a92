package dev.caravan.embedded;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;

/**
 * Says in one line on standard error why Caravan cannot start and what to do about it. The stack trace is in the log at
 * level DEBUG. The values of settings are not shown, since any of them can be a secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartupReport implements SpringBootExceptionReporter {

    private static final Logger log = LoggerFactory.getLogger(StartupReport.class);
    private static final int MAX_LENGTH = 500;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern SECRET = Pattern.compile(
            "((?:password|passwd|psw|secret|token|api-?key)\\w*\\s*[=:]\\s*)[^\\s&,;)}]+"
                    + "|((?<=://)[^/\\s@]+(?=@)|(?<=/bot)\\d+:[\\w-]+)",
            Pattern.CASE_INSENSITIVE);

    @Override
    public boolean reportException(Throwable failure) {
        System.err.println("caravan cannot start: " + line(failure));
        log.debug("Caravan cannot start", failure);
        return true;
    }

    /** What is wrong and what to set. */
    static String line(Throwable failure) {
        return find(failure, StartupFailure.class)
                .map(Throwable::getMessage)
                .or(() -> find(failure, PortInUseException.class).map(StartupReport::portInUse))
                .or(() -> find(failure, BindValidationException.class).map(StartupReport::invalid))
                .or(() -> find(failure, BindException.class).map(StartupReport::unreadable))
                .orElseGet(() -> deepest(failure));
    }

    private static String portInUse(PortInUseException e) {
        return "port " + e.getPort() + " is in use; set SERVER_PORT to a free one";
    }

    private static String invalid(BindValidationException e) {
        return e.getValidationErrors().getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? e.getValidationErrors().getName() + "." + field.getField() + " " + field.getDefaultMessage()
                        : error.getDefaultMessage())
                .collect(Collectors.joining(", "));
    }

    private static String unreadable(BindException e) {
        // application.yaml gives most settings as ${VARIABLE:default}: then the variable is what the operator knows.
        Matcher variable = VARIABLE.matcher(
                e.getProperty() == null ? "" : Objects.toString(e.getProperty().getValue()));
        String name = variable.find() ? variable.group(1) : e.getName().toString();
        return name + " cannot be read as " + e.getTarget().getType().toClass().getSimpleName() + "; correct it";
    }

    /** The first line of what lies at the bottom of a failure, without secrets. */
    static String deepest(Throwable failure) {
        Throwable cause = causes(failure)
                .filter(each -> each.getMessage() != null && !each.getMessage().isBlank())
                .reduce((first, second) -> second)
                .orElse(failure);
        String line = Objects.toString(cause.getMessage(), "")
                .strip()
                .lines()
                .findFirst()
                .orElse("");
        if (!line.contains(" ")) { // a class, file or host name says nothing by itself
            line = (cause.getClass().getSimpleName() + " " + line).strip();
        }
        String safe = SECRET.matcher(line).replaceAll("$1***");
        return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "…";
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        // limited, since a chain of causes can be a ring
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(50);
    }
}
