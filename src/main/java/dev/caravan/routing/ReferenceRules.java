package dev.caravan.routing;

import dev.caravan.api.ApiDescription;
import dev.caravan.routing.RouteSet.Declaration;
import dev.caravan.routing.RouteText.Scalar;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** House rules: whatever a route names is there, be it a route, a bean, a setting or a file. */
final class ReferenceRules {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final Pattern STATEMENT = Pattern.compile("resource:file:\\{\\{caravan\\.routes}}/(\\S+)");

    private final RouteSet set;
    private final CamelContext context;
    private final Set<String> inputs = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    private ReferenceRules(RouteSet set, CamelContext context) {
        this.set = set;
        this.context = context;
        set.routes()
                .forEach(route ->
                        inputs.add(route.content().path("from").path("uri").asText()));
    }

    /** @param context knows the beans and the settings */
    static List<Finding> check(RouteSet set, CamelContext context) {
        ReferenceRules rules = new ReferenceRules(set, context);
        set.declarations().forEach(rules::declaration);
        rules.operations();
        return rules.findings;
    }

    private void declaration(Declaration declared) {
        for (Scalar scalar : declared.text().scalars(declared.pointer())) {
            target(declared.text(), scalar);
            placeholders(declared.text(), scalar);
            statement(declared.text(), scalar);
            if (scalar.key().equals("ref")) {
                bean(declared.text(), scalar);
            }
        }
    }

    private void target(RouteText text, Scalar scalar) {
        String uri = scalar.text();
        boolean called = uri.startsWith("direct:") && !uri.matches("(?s).*[${*{].*");
        if (called && !inputs.contains(uri)) {
            findings.add(text.at(
                    scalar.pointer(),
                    "no route has the input " + uri,
                    "a route with that id and input has to be in a file of that name"));
        }
    }

    private void placeholders(RouteText text, Scalar scalar) {
        Matcher placeholder = PLACEHOLDER.matcher(scalar.text());
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!name.startsWith("?") && !name.startsWith("!") && !resolves(placeholder.group())) {
                findings.add(
                        text.at(scalar.pointer(), "the setting {{" + name + "}} is not set", "set " + variable(name)));
            }
        }
    }

    /** As Spring finds the variable of a setting: {@code a.b-c} is {@code A_BC}. */
    private static String variable(String setting) {
        return setting.startsWith("env:")
                ? setting.substring("env:".length())
                : setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private boolean resolves(String placeholder) {
        try {
            context.resolvePropertyPlaceholders(placeholder);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void statement(RouteText text, Scalar scalar) {
        Matcher file = STATEMENT.matcher(scalar.text());
        if (file.find() && !set.files().texts().containsKey(file.group(1))) {
            findings.add(text.at(scalar.pointer(), "there is no file " + file.group(1), null));
        }
    }

    private void bean(RouteText text, Scalar ref) {
        String name = ref.text();
        if (name.contains("{") || name.contains("$")) {
            return;
        }
        Object bean = context.getRegistry().lookupByName(name.replaceFirst("^#(bean:)?", ""));
        if (bean == null) {
            findings.add(text.at(ref.pointer(), "there is no bean '" + name + "'", null));
            return;
        }
        String beside = ref.pointer().substring(0, ref.pointer().lastIndexOf('/')) + "/method";
        String method = text.tree().at(beside).asText().replaceFirst("(?s)\\(.*", "");
        if (!method.isEmpty()
                && Arrays.stream(bean.getClass().getMethods())
                        .map(Method::getName)
                        .noneMatch(method::equals)) {
            findings.add(text.at(beside, "the bean '" + name + "' has no method '" + method + "'", null));
        }
    }

    /** Each operation of the API description needs its route. */
    private void operations() {
        RouteText description = set.description();
        if (description == null) {
            findings.add(new Finding(RouteFolder.DESCRIPTION, 1, 1, "the file is missing", null));
            return;
        }
        for (Scalar id : description.scalars("/paths")) {
            if (id.key().equals("operationId") && !inputs.contains("direct:" + id.text())) {
                findings.add(description.at(
                        id.pointer(), "no route has the input direct:" + id.text(), "each operation needs its route"));
            }
        }
        try {
            ApiDescription.check(description.tree());
        } catch (IllegalArgumentException e) {
            findings.add(description.at("", "no API description: " + e.getMessage(), null));
        }
    }
}
