package dev.caravan.template;

import freemarker.core.TemplateElement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a FreeMarker template may use. Only what is listed is allowed, so that what a newer FreeMarker adds is refused
 * until somebody has looked at it. Refused are: everything that reaches classes, files or other templates; what
 * cannot be interrupted (regular expressions, sequences without end); and values that double again and again.
 *
 * <p>Reads the parser's tree, of which the public part is the nodes' kinds and their text as the parser prints it back.
 */
@SuppressWarnings("deprecation") // the tree's classes are marked "internal", and there is no other way to see the tree
final class FreemarkerRules {

    /** How many times larger than the largest value in the context a value can be made. */
    private static final double MAX_WEIGHT = 500;

    private static final double MAX_ARGUMENTS = 40;
    private static final double MACRO_PARAMETER = 10;

    private static final Set<String> TEXT = Set.of("TextBlock", "Comment", "TrimInstruction");

    private static final Set<String> ALLOWED = Set.of(
            "MixedContent",
            "DollarVariable",
            "IfBlock",
            "ConditionalBlock",
            "ListElseContainer",
            "IteratorBlock",
            "Sep",
            "ElseOfList",
            "Items",
            "AssignmentInstruction",
            "Assignment",
            "BlockAssignment",
            "Macro",
            "BodyInstruction",
            "UnifiedCall",
            "SwitchBlock",
            "Case",
            "On",
            "BreakInstruction",
            "ContinueInstruction",
            "CompressedBlock",
            "AutoEscBlock",
            "NoAutoEscBlock");

    private static final Set<String> REPEATED = Set.of("IteratorBlock", "Items", "Macro");
    private static final Set<String> ASSIGNMENTS = Set.of("AssignmentInstruction", "Assignment", "BlockAssignment");

    private static final Pattern LIST =
            Pattern.compile("#list (.*) as ([^\\s,\"']+)(?:, ([^\\s,\"']+))?", Pattern.DOTALL);
    private static final Pattern ASSIGN = Pattern.compile(
            "(?:#assign )?([\\p{L}_]\\w*)\\s*(?:(\\+=|-=|\\*=|/=|%=|=)\\s*(.*)|\\+\\+|--)", Pattern.DOTALL);
    private static final Pattern CAPTURE = Pattern.compile("#assign ([\\p{L}_]\\w*) = \\.nested_output");
    private static final Pattern CALL = Pattern.compile("@([\\p{L}_]\\w*)(?:[\\s;](.*))?", Pattern.DOTALL);

    private final Map<String, Double> weights = new HashMap<>();
    private double heaviestList = 1;

    /** Where an element stands. */
    private record Place(boolean repeated, boolean inMacro, boolean captured) {

        Place inside(String kind) {
            return new Place(
                    repeated || REPEATED.contains(kind),
                    inMacro || kind.equals("Macro"),
                    captured || kind.equals("BlockAssignment"));
        }
    }

    /** @throws TemplateError naming the first thing that is not allowed, and its place */
    void check(TemplateElement root) {
        check(root, new Place(false, false, false));
    }

    /** @return the weight of all that the element prints */
    private double check(TemplateElement element, Place place) {
        String kind = element.getNodeName();
        if (TEXT.contains(kind)) {
            return 0;
        }
        String source = element.getDescription();
        if (!ALLOWED.contains(kind)) {
            throw refused(element, "<" + source.split("[\\s(]", 2)[0] + "> is not allowed");
        }
        if (place.repeated() && ASSIGNMENTS.contains(kind)) {
            throw refused(element, "<#assign> is not allowed inside <#list> or <#macro>");
        }
        double printed = expressions(element, kind, source, place);
        for (Object child : Collections.list(element.children())) {
            printed += check((TemplateElement) child, place.inside(kind));
        }
        if (kind.equals("BlockAssignment")) {
            capture(element, source, printed);
        }
        return printed;
    }

    private double expressions(TemplateElement element, String kind, String source, Place place) {
        switch (kind) {
            case "MixedContent", "IfBlock", "ListElseContainer", "BlockAssignment" -> {}
            case "AssignmentInstruction" -> {
                if (!source.equals("#assign-container")) {
                    throw refused(element, "write <#assign name = value>");
                }
            }
            case "IteratorBlock" -> list(element, source);
            case "Items" -> items(source);
            case "Assignment" -> assign(element, source);
            case "Macro" -> macro(element, source, place);
            case "UnifiedCall" -> call(element, source, place);
            case "BodyInstruction" -> {
                if (!source.strip().equals("#nested")) {
                    throw refused(element, "<#nested> takes no values");
                }
            }
            case "DollarVariable" -> {
                return weigh(element, source.substring(2, source.lastIndexOf('}')), false);
            }
            default -> weigh(element, source.replaceFirst("^#\\S+", ""), false);
        }
        return 0;
    }

    /** Nothing stops a template between two captures, so each must stay small by itself. */
    private void capture(TemplateElement element, String source, double printed) {
        Matcher capture = CAPTURE.matcher(source);
        if (!capture.matches() || printed > MAX_WEIGHT) {
            throw refused(element, printed > MAX_WEIGHT ? "the value grows too large" : "write <#assign name>");
        }
        bind(capture.group(1), printed);
    }

    private void list(TemplateElement element, String source) {
        Matcher list = LIST.matcher(source);
        boolean named = list.matches();
        if (!named && !source.startsWith("#list ")) {
            throw refused(element, "write <#list … as …>");
        }
        double weight = weigh(element, named ? list.group(1) : source.replaceFirst("^#list ", ""), true);
        if (named) {
            bind(list.group(2), weight);
            bind(list.group(3) == null ? list.group(2) : list.group(3), weight);
        } else {
            heaviestList = Math.max(heaviestList, weight);
        }
    }

    private void items(String source) {
        for (String name : source.replaceFirst("^#items as ", "").split(", ")) {
            bind(name, heaviestList);
        }
    }

    private void assign(TemplateElement element, String source) {
        Matcher assign = ASSIGN.matcher(source);
        if (!assign.matches()) {
            throw refused(element, "write <#assign name = value>");
        }
        String name = assign.group(1);
        if (assign.group(2) == null) {
            return;
        }
        double weight = weigh(element, assign.group(3), false);
        bind(name, assign.group(2).equals("=") ? weight : weight + weights.getOrDefault(name, 1.0));
    }

    private void macro(TemplateElement element, String source, Place place) {
        String[] words = source.split("[\\s(]+", 3);
        if (words[0].equals("#macro") && !words[1].matches("[\\p{L}_]\\w*")) {
            throw refused(element, "a macro's name is made of letters, digits and _");
        }
        if (!words[0].equals("#macro") || place.inMacro()) {
            throw refused(element, "<" + words[0] + "> is not allowed" + (place.inMacro() ? " inside a macro" : ""));
        }
        // Its parameters stand for whatever a call anywhere may give.
        String parameters = words.length > 2 ? words[2] : "";
        weigh(element, parameters, false);
        for (Matcher name = Pattern.compile("[^\\s=,)(]+").matcher(parameters); name.find(); ) {
            bind(name.group(), MACRO_PARAMETER);
        }
    }

    private void call(TemplateElement element, String source, Place place) {
        Matcher call = CALL.matcher(source);
        if (!call.matches()) {
            throw refused(element, "a macro is called by its name: <@name …>");
        }
        if (place.inMacro() || place.captured()) {
            throw refused(element, "a macro cannot be called inside <#macro> or <#assign>");
        }
        if (call.group(2) != null && weigh(element, call.group(2), false) > MAX_ARGUMENTS) {
            throw refused(element, "the values given to a macro grow too large");
        }
    }

    private double weigh(TemplateElement element, String expression, boolean rangeAllowed) {
        Expression read = new Expression(expression, rangeAllowed);
        if (!read.faults().isEmpty()) {
            throw refused(element, String.join("; ", read.faults()));
        }
        double weight = read.weight(weights);
        if (weight > MAX_WEIGHT) {
            throw refused(element, "the value grows too large");
        }
        return weight;
    }

    private void bind(String name, double weight) {
        weights.merge(name, weight, Math::max);
    }

    private static TemplateError refused(TemplateElement element, String text) {
        return new TemplateError(element.getBeginLine(), element.getBeginColumn(), text);
    }
}
