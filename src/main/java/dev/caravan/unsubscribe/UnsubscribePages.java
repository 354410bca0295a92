package dev.caravan.unsubscribe;

import dev.caravan.api.Problem;
import dev.caravan.suppression.Suppression;
import dev.caravan.suppression.Suppression.Reason;
import dev.caravan.suppression.Suppressions;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * What stands behind the link: a page with one button, and what the button does. Looking changes nothing, for mail scanners
 * look at every link; a mail program that posts {@code List-Unsubscribe=One-Click} is answered without cookie, login or
 * redirect (RFC 8058, section 3.2).
 */
@Component("unsubscribePages")
public class UnsubscribePages {

    private static final String UNDO = "undo";

    private final UnsubscribeTokens tokens;
    private final Suppressions suppressions;

    UnsubscribePages(UnsubscribeTokens tokens, Suppressions suppressions) {
        this.tokens = tokens;
        this.suppressions = suppressions;
    }

    /**
     * Makes the page that asks.
     *
     * @throws Problem 404 if the link is none of ours
     */
    public void show(Exchange exchange) {
        PageTexts texts = texts(exchange);
        answer(exchange, texts, UnsubscribeHtml.question(texts, subscriber(exchange)));
    }

    /**
     * Unsubscribes, or takes it back if the form says {@code undo}, and says so.
     *
     * @throws Problem 404 if the link is none of ours
     */
    public void press(Exchange exchange) {
        PageTexts texts = texts(exchange);
        Subscriber who = subscriber(exchange);
        String form = exchange.getMessage().getBody(String.class);
        if (form != null && form.strip().startsWith(UNDO + "=")) {
            suppressions.lift(who.channel(), who.address(), Reason.UNSUBSCRIBED);
            answer(exchange, texts, UnsubscribeHtml.undone(texts, who));
        } else {
            String detail = "by the link in a message of mailing " + who.mailing();
            suppressions.add(List.of(Suppression.of(who.channel(), who.address(), Reason.UNSUBSCRIBED, detail)));
            answer(exchange, texts, UnsubscribeHtml.done(texts, who));
        }
    }

    private Subscriber subscriber(Exchange exchange) {
        return Optional.ofNullable(exchange.getMessage().getHeader("token", String.class))
                .flatMap(tokens::open)
                .orElseThrow(() -> Problem.notFound("This link is not complete. Copy it whole from the message."));
    }

    private static PageTexts texts(Exchange exchange) {
        return PageTexts.of(exchange.getMessage().getHeader("Accept-Language", String.class));
    }

    private static void answer(Exchange exchange, PageTexts texts, String html) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        UnsubscribeHtml.headers(texts).forEach(message::setHeader);
        message.setBody(html);
    }
}
