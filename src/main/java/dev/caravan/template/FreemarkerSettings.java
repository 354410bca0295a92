package dev.caravan.template;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.OutputFormat;
import freemarker.core.PlainTextOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.Version;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** How templates are parsed and rendered: nothing of Java, of files or of the network is within their reach. */
final class FreemarkerSettings {

    static final Version VERSION = Configuration.VERSION_2_3_35;

    /** For subjects, SMS and other plain text. */
    static final Configuration PLAIN = settings(PlainTextOutputFormat.INSTANCE);

    /** For HTML: values are escaped unless the template says {@code ?no_esc}. */
    static final Configuration HTML = settings(HTMLOutputFormat.INSTANCE);

    private FreemarkerSettings() {}

    /** Wraps plain values only. Templates ask it for every value of the context, so it is also a place to stop them. */
    private static final class PlainWrapper extends SimpleObjectWrapper {

        PlainWrapper() {
            super(VERSION);
        }

        @Override
        public @Nullable TemplateModel wrap(@Nullable Object value) throws TemplateModelException {
            if (Thread.currentThread().isInterrupted()) {
                throw new TemplateError("rendering was interrupted");
            }
            return super.wrap(value);
        }
    }

    private static Configuration settings(OutputFormat format) {
        Configuration settings = new Configuration(VERSION);
        settings.setTemplateLoader(null);
        settings.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        settings.setAPIBuiltinEnabled(false);
        settings.setObjectWrapper(new PlainWrapper());
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
