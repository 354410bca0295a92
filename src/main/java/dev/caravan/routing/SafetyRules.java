package dev.caravan.routing;

import dev.caravan.routing.RouteSet.Declaration;
import dev.caravan.routing.RouteText.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** House rules: a route calls what it may call, and runs no code of its own. */
final class SafetyRules {

    private static final Set<String> SCHEMES = Set.of(
            "activemq",
            "direct",
            "freemarker",
            "http",
            "https",
            "imap",
            "imaps",
            "jdbc",
            "log",
            "pop3",
            "pop3s",
            "quartz",
            "seda",
            "smtp",
            "smtps",
            "telegram",
            "timer");

    /** Languages that run code, and ways to hand over to any language at all. */
    private static final Set<String> CODE = Set.of(
            "csimple", "groovy", "java", "joor", "js", "language", "mvel", "ognl", "python", "script", "spel", "wasm");

    private static final Set<String> ENDPOINTS =
            Set.of("uri", "to", "toD", "wireTap", "from", "enrich", "pollEnrich", "deadLetterUri");
    private static final Pattern SCHEME = Pattern.compile("^([a-z][a-z0-9-]*)(?::|$)");
    private static final Pattern KEY = Pattern.compile("/([^/]+)(?=/|$)");

    private SafetyRules() {}

    /** @param more schemes that the operator allows besides those that come with Caravan */
    static List<Finding> check(RouteSet set, Set<String> more) {
        Set<String> allowed = new TreeSet<>(SCHEMES);
        allowed.addAll(more);
        List<Finding> findings = new ArrayList<>();
        for (Declaration declared : set.declarations()) {
            for (Scalar scalar : declared.text().scalars(declared.pointer())) {
                scheme(declared.text(), scalar, allowed, findings);
                code(declared.text(), scalar, findings);
            }
        }
        return findings;
    }

    private static void scheme(RouteText text, Scalar scalar, Set<String> allowed, List<Finding> findings) {
        Matcher scheme = SCHEME.matcher(scalar.text());
        if (ENDPOINTS.contains(scalar.key()) && scheme.find() && !allowed.contains(scheme.group(1))) {
            findings.add(text.at(
                    scalar.pointer(),
                    "the component '" + scheme.group(1) + "' is not allowed",
                    "allowed are " + String.join(", ", allowed) + "; CARAVAN_ROUTE_COMPONENTS adds more"));
        }
    }

    private static void code(RouteText text, Scalar scalar, List<Finding> findings) {
        if (scalar.pointer().contains("/parameters/")) {
            return;
        }
        Matcher key = KEY.matcher(scalar.pointer());
        while (key.find()) {
            if (CODE.contains(key.group(1))) {
                Finding finding = text.at(
                        scalar.pointer().substring(0, key.end()),
                        "'" + key.group(1) + "' would run code that stands in the route",
                        "make it a method of a bean, or say it in simple or jq");
                if (!findings.contains(finding)) {
                    findings.add(finding);
                }
            }
        }
    }
}
