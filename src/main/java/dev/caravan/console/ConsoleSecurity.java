package dev.caravan.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.account.Login;
import dev.caravan.account.PasswordLogin;
import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import dev.caravan.oidc.ProviderLogin;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
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
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Who gets to see the console, and what browsers may do with its pages. The API has keys instead: package access. */
@Configuration(proxyBeanMethods = false)
class ConsoleSecurity {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSecurity.class);

    /** Nothing from elsewhere, no script in a page; what mails look like is shown in frames with rules of their own. */
    private static final String CONTENT =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    private static final String LOGIN = "/console/login";

    /** Of the session of somebody who is not logged in yet: anybody can make one begin. */
    private static final Duration AT_THE_DOOR = Duration.ofMinutes(10);

    @Bean
    SecurityFilterChain consoleChain(
            HttpSecurity http,
            PasswordLogin passwords,
            Users users,
            AuditLog log,
            ObjectProvider<ProviderLogin> provider,
            ObjectProvider<ClientRegistrationRepository> clients,
            @Value("${spring.session.timeout}") Duration session)
            throws Exception {
        HttpSessionRequestCache wanted = new HttpSessionRequestCache();
        wanted.setRequestMatcher(new AndRequestMatcher(
                PathPatternRequestMatcher.withDefaults().matcher("/console/**"),
                new RequestHeaderRequestMatcher("Sec-Fetch-Mode", "navigate"),
                new NegatedRequestMatcher(new RequestHeaderRequestMatcher("HX-Request"))));
        wanted.setMatchingRequestParameterName(null);
        Arrival arrival = new Arrival(wanted, session, log);
        ProviderLogin byProvider = provider.getIfAvailable();
        if (byProvider != null) {
            http.oauth2Login(login -> byProvider.configure(
                    login.loginPage(LOGIN).successHandler(arrival),
                    clients.getObject(),
                    (request, response, why) -> notVouched(request, response, why, log)));
        }
        return http.securityMatcher("/console", "/console/**")
                .authenticationProvider(passwords)
                .authorizeHttpRequests(paths -> paths.requestMatchers(
                                LOGIN, "/console/assets/**", "/console/preferences", "/console/oidc/**")
                        .permitAll()
                        .requestMatchers("/console/access/**", "/console/audit/**")
                        .hasRole(Role.ADMIN.name())
                        .anyRequest()
                        .hasRole(Role.VIEWER.name()))
                .formLogin(
                        form -> form.loginPage(LOGIN).successHandler(arrival).failureHandler(ConsoleSecurity::failed))
                .logout(logout -> logout.logoutUrl("/console/logout")
                        .addLogoutHandler((request, response, known) -> left(request, known, log))
                        .logoutSuccessUrl(LOGIN + "?left"))
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

    private static void notVouched(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException why, AuditLog log)
            throws IOException {
        String reason = ProviderLogin.reason(why);
        LOG.info("A login by the OpenID provider came to nothing: {}", reason.equals("failed") ? why : reason);
        log.add(AuditEntry.of(
                Actors.console("?"),
                request.getRemoteAddr(),
                "logInFailed",
                "",
                new Change(
                        List.of(),
                        null,
                        JsonNodeFactory.instance.objectNode().put("by", "oidc").put("reason", reason))));
        response.sendRedirect(LOGIN + "?" + reason);
    }

    private static void left(HttpServletRequest request, @Nullable Authentication known, AuditLog log) {
        if (known != null && known.getPrincipal() instanceof Login login) {
            log.add(AuditEntry.of(Actors.console(login.name()), request.getRemoteAddr(), "logOut", "", Change.NONE));
        }
    }

    /** Until {@link Arrival} makes it last longer. */
    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> sessionsAtTheDoor() {
        return sessions -> sessions.setDefaultMaxInactiveInterval(AT_THE_DOOR);
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
