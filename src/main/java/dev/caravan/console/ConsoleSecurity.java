package dev.caravan.console;

import dev.caravan.account.PasswordLogin;
import dev.caravan.account.Role;
import dev.caravan.account.Users;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Who gets to see the console, and what browsers may do with its pages. The API has keys instead: package access. */
@Configuration(proxyBeanMethods = false)
class ConsoleSecurity {

    /** Nothing from elsewhere, no script in a page; what mails look like is shown in frames with rules of their own. */
    private static final String CONTENT =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    private static final String LOGIN = "/console/login";

    @Bean
    SecurityFilterChain consoleChain(HttpSecurity http, PasswordLogin passwords, Users users) throws Exception {
        HttpSessionRequestCache wanted = new HttpSessionRequestCache();
        wanted.setRequestMatcher(new AndRequestMatcher(
                PathPatternRequestMatcher.withDefaults().matcher("/console/**"),
                new RequestHeaderRequestMatcher("Sec-Fetch-Mode", "navigate"),
                new NegatedRequestMatcher(new RequestHeaderRequestMatcher("HX-Request"))));
        wanted.setMatchingRequestParameterName(null);
        return http.securityMatcher("/console", "/console/**")
                .authenticationProvider(passwords)
                .authorizeHttpRequests(
                        paths -> paths.requestMatchers(LOGIN, "/console/assets/**", "/console/preferences")
                                .permitAll()
                                .requestMatchers("/console/access/**", "/console/audit/**")
                                .hasRole(Role.ADMIN.name())
                                .anyRequest()
                                .hasRole(Role.VIEWER.name()))
                .formLogin(form ->
                        form.loginPage(LOGIN).defaultSuccessUrl("/console").failureHandler(ConsoleSecurity::failed))
                .logout(logout -> logout.logoutUrl("/console/logout").logoutSuccessUrl(LOGIN + "?left"))
                .csrf(csrf -> csrf.csrfTokenRepository(tokens()))
                .requestCache(cache -> cache.requestCache(wanted))
                .exceptionHandling(refused ->
                        refused.authenticationEntryPoint(new ToLogin()).accessDeniedPage("/console/denied"))
                .addFilterAfter(new StillAllowed(users), UsernamePasswordAuthenticationFilter.class)
                .headers(headers -> headers.contentSecurityPolicy(content -> content.policyDirectives(CONTENT))
                        .frameOptions(frames -> frames.disable())
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
                .build();
    }

    /** In a cookie: who only looks at the login needs no session. */
    private static CookieCsrfTokenRepository tokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("caravan_csrf");
        tokens.setHeaderName("X-CSRF-TOKEN");
        tokens.setCookieCustomizer(
                cookie -> cookie.path("/console").sameSite("Lax").httpOnly(true));
        return tokens;
    }

    @Bean
    CookieSerializer sessionCookie() {
        DefaultCookieSerializer cookie = new DefaultCookieSerializer();
        cookie.setCookieName("caravan_session");
        cookie.setCookiePath("/console");
        cookie.setSameSite("Lax");
        return cookie;
    }

    @Bean
    RoleHierarchy roles() {
        return RoleHierarchyImpl.fromHierarchy(
                "ROLE_ADMIN > ROLE_EDITOR\nROLE_EDITOR > ROLE_OPERATOR\nROLE_OPERATOR > ROLE_VIEWER");
    }

    private static void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        response.sendRedirect(LOGIN + (why instanceof LockedException ? "?wait" : "?wrong"));
    }

    /** A part of a page that is asked for after the session ended must not become the login page within the page. */
    private static final class ToLogin extends LoginUrlAuthenticationEntryPoint {

        private ToLogin() {
            super(LOGIN);
        }

        @Override
        public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
                throws IOException, ServletException {
            if (request.getHeader("HX-Request") != null) {
                response.setHeader("HX-Redirect", LOGIN);
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                super.commence(request, response, why);
            }
        }
    }
}
