package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import dev.caravan.journey.App;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser, Chromium without a screen, that is logged in to the console. */
final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final List<Path> DRIVERS = Stream.of("/usr/bin/chromedriver", "/usr/local/bin/chromedriver")
            .map(Path::of)
            .toList();
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private static final Duration SOON = Duration.ofSeconds(20);

    private final App app;
    private final ChromeDriver driver;

    private Browser(App app, ChromeDriver driver) {
        this.app = app;
        this.driver = driver;
    }

    /** Skips the test where there is no browser, but never in a build that is to find out: one with {@code CI} set. */
    static Browser open(App app) {
        Path chromedriver =
                DRIVERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        if (chromedriver == null && System.getenv("CI") == null) {
            Assumptions.abort("No Chromium with chromedriver is installed: the console is not tested in a browser.");
        }
        assertThat(chromedriver).as("chromedriver, which .ci/run installs").isNotNull();
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.WARNING);
        ChromeOptions options = new ChromeOptions();
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900", "--lang=en-GB");
        options.setCapability("goog:loggingPrefs", console);
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        return new Browser(app, driver);
    }

    Browser login(String name, String password) {
        go("/console/login");
        fill("username", name);
        fill("password", password);
        click("button.main");
        see("main h1");
        return this;
    }

    Browser go(String path) {
        driver.get(app.url() + path);
        return this;
    }

    Browser fill(String name, String text) {
        WebElement field = see("[name='" + name + "']");
        field.clear();
        field.sendKeys(text);
        return this;
    }

    /** Chooses a file of this machine in a field for files. */
    Browser upload(String name, Path file) {
        driver.findElement(By.name(name)).sendKeys(file.toAbsolutePath().toString());
        return this;
    }

    /** Chooses from a list by what it says. */
    Browser choose(String css, String words) {
        new Select(see(css)).selectByVisibleText(words);
        return this;
    }

    Browser check(String name, String value) {
        return click("[name='" + name + "'][value='" + value + "']");
    }

    /** Types into the editor of code what takes the place of all that was there. */
    Browser write(String text) {
        see(".ace_content").click();
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys("a")
                .keyUp(Keys.CONTROL)
                .perform();
        // Letter by letter it would close brackets and quotes by itself.
        driver.executeScript("ace.edit(document.querySelector('.ace_editor')).onPaste(arguments[0])", text);
        return this;
    }

    /** The editor of code, as it stands. */
    String written() {
        return (String) driver.executeScript("return ace.edit(document.querySelector('.ace_editor')).getValue()");
    }

    /** The line of the editor of code that the cursor is in, from 1. */
    int line() {
        return ((Long) driver.executeScript(
                        "return ace.edit(document.querySelector('.ace_editor')).getCursorPosition().row + 1"))
                .intValue();
    }

    Browser click(String css) {
        waiting()
                .until(ExpectedConditions.elementToBeClickable(By.cssSelector(css)))
                .click();
        return this;
    }

    /** Clicks the link or button with this text. */
    Browser press(String text) {
        By by = By.xpath("//*[self::a or self::button][normalize-space()=\"" + text + "\"]");
        waiting().until(ExpectedConditions.elementToBeClickable(by)).click();
        return this;
    }

    Browser accept() {
        waiting().until(ExpectedConditions.alertIsPresent()).accept();
        return this;
    }

    WebElement see(String css) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css)));
    }

    Browser seeText(String css, String text) {
        return seeText(css, text, SOON);
    }

    Browser seeText(String css, String text, Duration within) {
        waiting(within).until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(css), text));
        return this;
    }

    String text(String css) {
        return waiting().until(page -> {
            WebElement found = page.findElement(By.cssSelector(css));
            return found.isDisplayed() && !found.getText().isEmpty() ? found.getText() : null;
        });
    }

    /** Waits until the page, or a part of it, says this. */
    Browser title(String words) {
        return seeText("main h1", words);
    }

    String title() {
        return text("main h1");
    }

    List<String> links(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(link -> link.getDomAttribute("href"))
                .toList();
    }

    Browser size(int width, int height) {
        driver.manage().window().setSize(new org.openqa.selenium.Dimension(width, height));
        return this;
    }

    boolean widerThanItsWindow() {
        return Boolean.TRUE.equals(
                driver.executeScript("return document.documentElement.scrollWidth > window.innerWidth"));
    }

    /** What axe-core holds to be in people's way, of what is serious. */
    List<String> barriers() {
        Results results = new AxeBuilder().analyze(driver);
        return results.getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .map(Browser::words)
                .toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " at "
                + rule.getNodes().stream()
                        .map(node -> String.valueOf(node.getTarget()))
                        .toList();
    }

    /** What scripts and the rules of the page complained of. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Kept in {@code target/screenshots}, for who wants to see. */
    Browser screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    private FluentWait<WebDriver> waiting() {
        return waiting(SOON);
    }

    /** What is looked for may be going away with the page before: it is looked for again. */
    private FluentWait<WebDriver> waiting(Duration most) {
        return new WebDriverWait(driver, most).ignoring(WebDriverException.class);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
