package dev.caravan.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.api.Problem;
import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hostile author may try: at saving, past the check at saving, and against the limits alone. */
class TemplateAttackTest {

    /** Far above the 2 s of processor time a rendering gets, for slow machines. */
    private static final Duration ENDS = Duration.ofSeconds(30);

    private static final String LOOP_DOUBLING =
            "<#assign s = 'xxxxxxxxxxxxxxxx'><#list 1..60 as i><#assign s = s + s></#list>${s?length}";

    @TempDir
    static Path directory;

    private static TemplateFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new TemplateFixture();
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
    }

    /** Reaches for Java, files or other templates. */
    static Stream<String> escapes() {
        String touch = "touch " + directory.resolve("escaped");
        return Stream.of(
                "${'freemarker.template.utility.Execute'?new()('" + touch + "')}",
                "<#assign x = 'freemarker.template.utility.Execute'?new()>${x('" + touch + "')}",
                "${'freemarker.template.utility.ObjectConstructor'?new()('java.lang.ProcessBuilder', 'touch')}",
                "${'freemarker.template.utility.JythonRuntime'?new()}",
                "${name?api.class}",
                "${map?api.getClass()}",
                "${name ? api . class}",
                "${map?has_api?c}",
                "<#assign i = '${1+1}'?interpret><@i/>",
                "<@'<#assign x=1>'?interpret/>",
                "${'1+1'?eval}",
                "${'{}'?evalJson}",
                "<#include '/etc/passwd'>",
                "<#include 'v1/content'>",
                "<#import '/etc/passwd' as x>",
                "${.get_optional_template('v1/content').exists?c}",
                "<@.get_optional_template('v1/content').include/>",
                "<#setting number_format='0'>",
                "<#ftl output_format='HTML'>x",
                "${.data_model.name}",
                "${.vars['name']}",
                "${.main.name}",
                "<#if .globals.x??>x</#if>",
                "${\"it's ${name?api.class} isn't\"}",
                "${{'x as y': name?api.class}?size}",
                "<#list {'x as y': name?api.class} as k, v>${k}</#list>",
                "<#visit name>",
                "<#recurse>",
                "<#attempt>${name?api.class}<#recover>hidden</#attempt>",
                "<#function f x><#return x></#function>${f(1)}",
                "${list?map(x -> x?api)?size}",
                "<#escape x as x?api>${name}</#escape>");
    }

    /** Eats time or memory in loops or calls, where it can be stopped. */
    static Stream<String> bombs() {
        return Stream.of(
                LOOP_DOUBLING,
                IntStream.range(0, 40)
                                .mapToObj(i -> "<#list [v" + i + " + v" + i + "] as v" + (i + 1) + ">")
                                .reduce("<#list ['xxxxxxxx'] as v0>", String::concat)
                        + "${v40?length}" + "</#list>".repeat(41),
                "<#macro m><@m/></#macro><@m/>",
                "<#macro a><@b/></#macro><#macro b><@a/></#macro><@a/>",
                "<#function f x><#return f(x + x)></#function>${f('xxxxxxxx')}",
                "<#list 1..999999999 as i><#assign x = 'a'></#list>");
    }

    /** Would end by themselves only late, in one step that nothing can interrupt: the check has to refuse them. */
    static Stream<String> steps() {
        return Stream.of(
                "<#assign s = 'xxxxxxxxxxxxxxxx'>" + "<#assign s = s + s>".repeat(40) + "${s?length}",
                "<#assign s = 'xxxxxxxxxxxxxxxx'><#assign t = s + s>"
                        + "<#assign s = t + t><#assign t = s + s>".repeat(20) + "${t?length}",
                "<#assign s = 'x'>" + "<#assign s>${s}${s}${s}${s}${s}${s}${s}${s}</#assign>".repeat(20)
                        + "${s?length}",
                "<#assign s = 'x'><#macro m t>${t}${t}${t}${t}</#macro>" + "<#assign s><@m s/></#assign>".repeat(40)
                        + "${s?length}",
                "<#macro d s n><#if n == 0>${s?size}<#else><@d s + s n - 1/></#if></#macro><@d [1] 60/>",
                "${''?left_pad(2000000000)}",
                "${''?rightPad(2000000000)}",
                "${'" + "a".repeat(60) + "!'?matches('(a+)+$')?c}",
                "${name?replace('(a+)+$', 'b', 'r')}",
                "${name?replace('a', name)}",
                "${name?replace('a', 'b', '${name}')}",
                "${name?split('(a+)+$', 'r')?size}",
                "${name?ensure_starts_with('(a|aa)+$', 'x')}",
                "${(1..2000000000)?join(',')}",
                "<#assign r = 1..2000000000>${r?seq_contains(-1)?c}",
                "${[1..2000000000][0]?join(',')}",
                "<#macro m a b><#list b as x>${x?join(',')}</#list></#macro><@m a=name b=[1..2000000000]/>",
                "<#if name! [1..2000000000]?size gt 1>x</#if>",
                "${[1]?chunk(2000000000, 0)?first?size}",
                "<#macro m s><#nested s + s></#macro><@m name ; t>${t}</@m>",
                "${" + "name + ".repeat(500) + "name}",
                "${name" + "?js_string".repeat(40) + "}",
                "${name" + "?html".repeat(60) + "}",
                "${name?replace('a', '" + "b".repeat(90) + "')?replace('b', '" + "c".repeat(90) + "')}",
                "${name?contains(name)?c}",
                "${(name?replace)('(a+)+$', 'b', 'r')}",
                "<#assign r = name?replace>${r('(a+)+$', 'b', 'r')}",
                "${name?split ('(a+)+$', \"r\")?size}",
                "${name?keepBefore('(a+)+$', 'ir')}",
                "<#assign a = 1 in ''?left_pad(2000000000)>",
                "<#assign a = 1 b = 2 in ''?left_pad(2000000000)>",
                "<#assign a in ''?left_pad(2000000000)>x</#assign>",
                "<#assign 'a=b' = ''?left_pad(2000000000) + 'c'>",
                "<#assign 'a b' = ''?left_pad(2000000000) + 'c'>",
                "<#macro 'a b' x=''?left_pad(2000000000) y='c'></#macro>",
                "<#macro m x=''?left_pad(2000000000)></#macro><@m/>",
                "<#list 'x'?left_pad(2000000000)?split('x')><#items as x></#items></#list>",
                "<#switch ''?left_pad(2000000000)><#case ''></#switch>",
                "<#switch ''><#case ''?left_pad(2000000000)>x</#switch>",
                "<#switch ''><#on ''?left_pad(2000000000)>x</#switch>",
                "<#if (''?left_pad(2000000000)) == ''>x<#elseif ''?left_pad(2000000000) == ''>y</#if>",
                "<#outputformat 'HTML'>${''?left_pad(2000000000)}</#outputformat>",
                "<#noautoesc>${''?left_pad(2000000000)}</#noautoesc>",
                "<#stop ''?left_pad(2000000000)>",
                "${''?right_pad<#-- -->(2000000000)}",
                "${x!''?left_pad(2000000000)}",
                "${(x.y[''?left_pad(2000000000)])!}",
                "${{'a': ''?left_pad(2000000000)}.a}",
                "<@.vars['m'] x=''?left_pad(2000000000)/>",
                "<#list 'a b'?word_list?filter(x -> true) as x></#list>");
    }

    static Stream<String> all() {
        return Stream.of(escapes(), bombs(), steps()).flatMap(probes -> probes);
    }

    @ParameterizedTest
    @MethodSource("all")
    void isRefusedAtSaving(String probe) {
        for (String place : List.of("content", "subject", "variants")) {
            var body = JsonNodeFactory.instance.objectNode();
            body.put("slug", "attack")
                    .put("name", "x")
                    .put("engine", "freemarker")
                    .put("content", "x");
            if (place.equals("variants")) {
                body.putObject("variants").put("sms", probe);
            } else {
                body.put(place, probe);
            }
            if (place.equals("subject") && probe.length() > TemplateForm.MAX_SUBJECT) {
                continue;
            }
            Problem problem = catchThrowableOfType(Problem.class, () -> fixture.templates.create(body));
            assertThat(problem).as(place).isNotNull();
            assertThat(problem.errors().values())
                    .singleElement()
                    .asString()
                    .matches("\\[line 1, column \\d+: [^\\n]+]");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isAPermanentFaultWhenItReachesTheTableAnotherWay(String probe) throws Exception {
        long version = fixture.smuggle("freemarker", probe);

        Throwable fault = within(() -> catchThrowable(() -> fixture.text(version, context())));

        assertThat(fault).isInstanceOf(PermanentFault.class).hasMessageStartingWith("template smuggled v");
        assertThat(fault.getMessage()).doesNotContain("java.", "freemarker.", "f.t.", "f.c.", "Exception");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void doesNotEscapeEvenWithoutTheRules(String probe) throws Exception {
        String output = within(() -> unchecked(probe));

        assertThat(output).doesNotContain("root:", "java.lang", "class ");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void isStoppedEvenWithoutTheRules(String probe) throws Exception {
        assertThat(within(() -> unchecked(probe))).startsWith("fault: ");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anEndlessLoopInMustacheIsStopped() throws Exception {
        long version = fixture.create("nested", "{'content': '" + "{{#l}}".repeat(30) + "{{/l}}".repeat(30) + "'}");
        Map<String, Object> context = Map.of("l", Collections.nCopies(1000, 1));

        Throwable fault = within(() -> catchThrowable(() -> fixture.text(version, context)));

        assertThat(fault)
                .isInstanceOf(PermanentFault.class)
                .hasMessageStartingWith("template nested v1: rendering takes ");
    }

    @Test
    void anOutputFloodIsStoppedInBothEngines() {
        long freemarker = fixture.create("flood", "{'content': '<#list 1..999999999 as i>0123456789</#list>'}");
        long mustache = fixture.create("flood-m", "{'content': '{{#l}}{{#l}}{{#l}}0123456789{{/l}}{{/l}}{{/l}}'}");
        Map<String, Object> context = Map.of("l", Collections.nCopies(1000, 1));

        assertThatThrownBy(() -> fixture.text(freemarker, context))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("longer than 1048576 characters");
        assertThatThrownBy(() -> fixture.text(mustache, context))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("longer than 1048576 characters");
    }

    @Test
    void numbersStaySmall() {
        for (String bomb : List.of(
                "${'1e999999999'?number + 1}",
                "${'1e999999999'?number}",
                "${'9'?number * n}",
                "<#assign x = 99999999999999999999>" + "<#assign x = x * 99999999999999999999>".repeat(40) + "${x}")) {
            long version = fixture.smuggle("freemarker", bomb);
            assertThatThrownBy(() -> fixture.text(version, Map.of("n", new BigDecimal("1e999999999"))))
                    .as(bomb)
                    .isInstanceOf(PermanentFault.class);
        }
    }

    @Test
    void mustacheReadsNoGettersFieldsOrMethods() {
        long version = fixture.create("reflect", """
            {'content': '[{{name.class}}{{name.bytes}}{{list.class.name}}{{list.size}}{{map.class}}{{bean.path}}{{bean.absoluteFile}}]'}\
            """);

        assertThat(fixture.text(
                        version, Map.of("name", "n", "list", List.of(1), "map", Map.of("a", 1), "bean", new File("x"))))
                .isEqualTo("[]");
    }

    @Test
    void deepNestingIsRefusedAndNotACrash() {
        for (String deep : List.of(
                "${" + "(".repeat(30_000) + "1" + ")".repeat(30_000) + "}",
                "<#if a>".repeat(4000) + "</#if>".repeat(4000),
                "${" + "[".repeat(30_000) + "]".repeat(30_000) + "}")) {
            Throwable thrown =
                    catchThrowable(() -> fixture.text(fixture.smuggle("freemarker", deep), Map.of("a", true)));
            assertThat(thrown == null || thrown instanceof Fault)
                    .as("%s", thrown)
                    .isTrue();
        }
    }

    @Test
    void othersAreRenderedWhileBombsAreStopped() throws Exception {
        long innocent = fixture.create("innocent", "{'content': 'Hello ${name}'}");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<String>> attackers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                attackers.add(threads.submit(() -> unchecked(LOOP_DOUBLING)));
            }
            Future<Boolean> others = threads.submit(() -> IntStream.range(0, 1000)
                    .allMatch(i -> fixture.text(innocent, Map.of("name", "Ann")).equals("Hello Ann")));
            assertThat(others.get(ENDS.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (Future<String> attacker : attackers) {
                assertThat(attacker.get(ENDS.toSeconds(), TimeUnit.SECONDS)).startsWith("fault: ");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, Object> context() {
        return Map.of("name", "a".repeat(60) + "!", "map", Map.of("a", 1), "list", List.of(1, 2));
    }

    /** Renders without {@link FreemarkerRules}: the output, or the fault's text. */
    private static String unchecked(String source) {
        TemplateVersion version =
                TemplateVersion.of(new TemplateDraft("raw", "raw", Engine.FREEMARKER, true, null, source, Map.of()));
        Writer out = new StringWriter();
        try (RenderWatch watch = new RenderWatch()) {
            FreemarkerPart.parse(version, "content", false, source, FreemarkerSettings.PLAIN, watch, true)
                    .render(context(), out);
            return out.toString();
        } catch (TemplateError e) {
            return "fault: " + e.getMessage();
        }
    }

    private static <T> T within(Callable<T> call) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(call).get(ENDS.toSeconds(), TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }
}
