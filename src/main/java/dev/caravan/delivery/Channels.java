package dev.caravan.delivery;

import dev.caravan.unsubscribe.UnsubscribeLinks;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.springframework.stereotype.Component;

/** What happens at the door of every channel, before its own route runs. */
@Component("channels")
class Channels {

    private final HeldMailings held;
    private final UnsubscribeLinks links;
    private final Clock clock;

    Channels(HeldMailings held, UnsubscribeLinks links, Clock clock) {
        this.held = held;
        this.links = links;
        this.clock = clock;
    }

    /**
     * Sets the variables {@code channel} and {@code recipient}, and {@code unsubscribeUrl} for what belongs to a mailing;
     * that is empty while no public address is configured.
     *
     * @throws Skipped if the recipient has no address for the channel, or one that is on the suppression list, or the channel
     *     refused this delivery before
     * @throws Postponed if another channel of this round has to wait its turn: a full mailbox of work is no reason to
     *     send the same message elsewhere; or if the mailing that it is of was paused or cancelled since it was taken up
     */
    public void enter(Exchange exchange) {
        Delivery delivery = Attempts.delivery(exchange);
        String route = ExchangeHelper.getAtRouteId(exchange);
        String channel = String.valueOf(route).substring("channel-".length());
        if (delivery.faults().stream().anyMatch(Postponed.class::isInstance)) {
            throw delivery.lastFault();
        }
        if (delivery.mailingId() != null && held.holds(delivery.mailingId())) {
            throw new Postponed("the mailing does not go on", clock.instant());
        }
        delivery.enter(channel);
        exchange.setVariable("channel", channel);
        exchange.setVariable("lastChannel", delivery.lastChannel());
        exchange.removeVariable("provider");
        String recipient = Addressing.choose(channel, delivery.facts().addresses());
        if (recipient == null) {
            throw new Skipped("the recipient has no " + Addressing.kind(channel));
        }
        if (delivery.refusedBy().contains(channel)) {
            throw new Skipped("refused for good before");
        }
        String reason = delivery.suppressed(channel, recipient);
        if (reason != null) {
            throw Skipped.suppressed(reason);
        }
        exchange.setVariable("recipient", recipient);
        Long mailing = delivery.mailingId();
        String unsubscribeUrl = mailing == null ? null : links.url(channel, recipient, mailing);
        delivery.unsubscribeUrl(unsubscribeUrl);
        exchange.setVariable("unsubscribeUrl", unsubscribeUrl);
    }
}
