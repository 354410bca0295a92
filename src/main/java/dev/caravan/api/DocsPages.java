package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Swagger UI and Redoc, served from this program alone: no outside host, no inline script. */
@Component
class DocsPages implements WebMvcConfigurer {

    static final String API_DOCS = "/api/docs";

    private static final String[] PAGES = {API_DOCS, "/swagger", "/redoc"};

    /** Both pages set inline styles; Redoc searches in a worker that it makes itself. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
            + "worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        for (String page : PAGES) {
            registry.addRedirectViewController(page, page + "/").setContextRelative(true);
            registry.addViewController(page + "/").setViewName("forward:" + page + "/index.html");
        }
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        String swagger = webjar("swagger-ui");
        registry.addResourceHandler("/swagger/**", API_DOCS + "/**")
                .addResourceLocations("classpath:/static/swagger/", swagger);
        registry.addResourceHandler("/redoc/**").addResourceLocations("classpath:/static/redoc/", webjar("redoc"));
    }

    /** The folder of a webjar, whose name has the version in it. */
    private static String webjar(String name) {
        try {
            Resource[] scripts = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:/META-INF/resources/webjars/" + name + "/*/*.js");
            String script = Stream.of(scripts)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the webjar " + name + " is missing"))
                    .getURL()
                    .toString();
            return script.substring(0, script.lastIndexOf('/') + 1);
        } catch (IOException e) {
            throw new IllegalStateException("the webjar " + name + " cannot be read", e);
        }
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        HandlerInterceptor headers = new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setHeader("Referrer-Policy", "no-referrer");
                return true;
            }
        };
        for (String page : PAGES) {
            registry.addInterceptor(headers).addPathPatterns(page + "/**");
        }
        registry.addInterceptor(headers).addPathPatterns("/problems/**");
    }
}
