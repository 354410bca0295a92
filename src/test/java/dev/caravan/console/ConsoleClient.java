package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A browser without eyes: keeps cookies, and sends the token that the last page gave it. */
public final class ConsoleClient {

    private static final Pattern TOKEN = Pattern.compile("name=\"(?:_csrf\" value|csrf\" content)=\"([^\"]+)\"");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final CookieManager cookies = new CookieManager();
    private final App app;
    private String token = "";

    public ConsoleClient(App app) {
        this.app = app;
    }

    /** One that is logged in as the administrator. */
    public static ConsoleClient admin(App app) {
        ConsoleClient client = new ConsoleClient(app);
        assertThat(client.login("admin", App.ADMIN_PASSWORD).headers().firstValue("Location"))
                .hasValue(app.url() + "/console");
        return client;
    }

    /** One that is logged in as a new user of this role. */
    public static ConsoleClient as(App app, Role role) {
        String name = role + "-" + UUID.randomUUID().toString().substring(0, 8);
        app.bean(Users.class).add(name, hash("a-password-of-" + name), role);
        ConsoleClient client = new ConsoleClient(app);
        client.login(name, "a-password-of-" + name);
        return client;
    }

    /** As the application stores a password, but quick to compare: the tests log in often. */
    public static String hash(String password) {
        return "{bcrypt}" + new BCryptPasswordEncoder(4).encode(password);
    }

    public HttpResponse<String> login(String name, String password) {
        get("/console/login");
        return post("/console/login", Map.of("username", name, "password", password));
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(app.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** The page behind a path, which must be there. */
    public String page(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Sends a form; its answer is not followed. */
    public HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(app.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body + "&_csrf=" + encode(token)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Sends what a script of a page would. */
    public HttpResponse<String> json(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(app.url() + path))
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", token)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Sends a form and gives the page that its answer leads to. */
    public String submit(String path, Map<String, String> form) {
        HttpResponse<String> answer = post(path, form);
        assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(302);
        String next = answer.headers().firstValue("Location").orElseThrow();
        return page(next.startsWith(app.url()) ? next.substring(app.url().length()) : next);
    }

    /** Sends a file as the body, as the script of a page does. */
    public HttpResponse<String> upload(String path, String type, HttpRequest.BodyPublisher file) {
        return send(HttpRequest.newBuilder(URI.create(app.url() + path))
                .headers("Content-Type", type, "X-CSRF-TOKEN", token, "HX-Request", "true")
                .POST(file)
                .build());
    }

    /** Forgets the token, as a page of another site does not have it. */
    public ConsoleClient withoutToken() {
        token = "";
        return this;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpRequest.Builder withCookies = HttpRequest.newBuilder(request, (name, value) -> true);
            cookies.get(request.uri(), Map.of())
                    .forEach((name, values) -> values.forEach(value -> withCookies.header(name, value)));
            HttpResponse<String> answer = HTTP.send(withCookies.build(), BodyHandlers.ofString());
            cookies.put(request.uri(), answer.headers().map());
            Matcher found = TOKEN.matcher(answer.body());
            if (found.find()) {
                token = found.group(1);
            }
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
