package dev.caravan.console;

import java.io.Serializable;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What an action says on the page that follows it.
 *
 * @param kind {@code good} or {@code bad}
 * @param text in the reader's language
 */
public record Notice(String kind, String text) implements Serializable {

    static final String NAME = "notice";

    /** Says that it worked. */
    public static void good(String text, RedirectAttributes next) {
        next.addFlashAttribute(NAME, new Notice("good", text));
    }

    /** Says that it did not. */
    public static void bad(String text, RedirectAttributes next) {
        next.addFlashAttribute(NAME, new Notice("bad", text));
    }
}
