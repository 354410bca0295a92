package dev.caravan.template;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.OutputFormat;
import freemarker.core.PlainTextOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.Version;
import java.util.Locale;
import java.util.TimeZone;

/** How templates are parsed and rendered: nothing of Java, of files or of the network is within their reach. */
final class FreemarkerSettings {

    static final Version VERSION = Configuration.VERSION_2_3_35;

    /** For subjects, SMS and other plain text. */
    static final Configuration PLAIN = settings(PlainTextOutputFormat.INSTANCE);

    /** For HTML: values are escaped unless the template says {@code ?no_esc}. */
    static final Configuration HTML = settings(HTMLOutputFormat.INSTANCE);

    private FreemarkerSettings() {}

    private static Configuration settings(OutputFormat format) {
        Configuration settings = new Configuration(VERSION);
        settings.setTemplateLoader(null);
        settings.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        settings.setAPIBuiltinEnabled(false);
        settings.setObjectWrapper(new SimpleObjectWrapper(VERSION));
        settings.setArithmeticEngine(new BoundedArithmetic());
        settings.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        settings.setAttemptExceptionReporter((exception, environment) -> {});
        settings.setLogTemplateExceptions(false);
        settings.setWrapUncheckedExceptions(false);
        settings.setOutputFormat(format);
        settings.setRecognizeStandardFileExtensions(false);
        settings.setLocalizedLookup(false);
        settings.setInterpolationSyntax(Configuration.DOLLAR_INTERPOLATION_SYNTAX);
        // 1234567 prints as 1234567 and true as true, as in Mustache and JSON.
        settings.setNumberFormat("c");
        settings.setBooleanFormat("c");
        settings.setLocale(Locale.ENGLISH);
        settings.setTimeZone(TimeZone.getTimeZone("UTC"));
        return settings;
    }
}
