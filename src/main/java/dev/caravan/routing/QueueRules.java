package dev.caravan.routing;

import dev.caravan.routing.RouteSet.Declaration;
import dev.caravan.routing.RouteText.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** House rules: no route takes back what {@link BrokerClient} decides for all queues, by an option in its URI or beside it. */
final class QueueRules {

    /** Set otherwise, messages are lost, or read as what they must not be. */
    private static final Set<String> DECIDED = Set.of(
            "acceptMessagesWhileStopping",
            "acknowledgementModeName",
            "cacheLevel",
            "cacheLevelName",
            "connectionFactory",
            "headerFilterStrategy",
            "lazyCreateTransactionManager",
            "messageConverter",
            "transacted",
            "transferException",
            "transferExchange");

    private static final String QUEUES = "activemq:";
    private static final Pattern BESIDE = Pattern.compile("(.*)/parameters/([^/]+)");
    private static final Pattern IN_URI = Pattern.compile("[?&]([A-Za-z]+)=");

    private QueueRules() {}

    static List<Finding> check(RouteSet set) {
        List<Finding> findings = new ArrayList<>();
        for (Declaration declared : set.declarations()) {
            List<Scalar> scalars = declared.text().scalars(declared.pointer());
            for (Scalar scalar : scalars) {
                for (String option : options(scalar, scalars)) {
                    if (DECIDED.contains(option)) {
                        findings.add(declared.text()
                                .at(
                                        scalar.pointer(),
                                        "'" + option
                                                + "' is not for a route to say: it is set so that no message is lost, nor"
                                                + " read as code",
                                        "leave it out"));
                    }
                }
            }
        }
        return findings;
    }

    private static Set<String> options(Scalar scalar, List<Scalar> all) {
        Matcher beside = BESIDE.matcher(scalar.pointer());
        if (beside.matches()) {
            String uri = beside.group(1) + "/uri";
            boolean ofQueue = all.stream()
                    .anyMatch(
                            other -> other.pointer().equals(uri) && other.text().startsWith(QUEUES));
            return ofQueue ? Set.of(beside.group(2)) : Set.of();
        }
        Set<String> options = new TreeSet<>();
        if (scalar.text().startsWith(QUEUES)) {
            IN_URI.matcher(scalar.text()).results().map(found -> found.group(1)).forEach(options::add);
        }
        return options;
    }
}
