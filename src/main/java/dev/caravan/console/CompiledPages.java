package dev.caravan.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pages of {@code src/main/jte}, which the build compiles. */
@Configuration(proxyBeanMethods = false)
class CompiledPages {

    @Bean
    TemplateEngine pages() {
        return TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.caravan.console.pages");
    }
}
