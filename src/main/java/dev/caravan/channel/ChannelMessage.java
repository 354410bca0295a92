package dev.caravan.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** The first step of a channel that speaks JSON. */
@Component("channelMessage")
public class ChannelMessage {

    /**
     * Makes the body a JSON text with all that a channel is given: {@code id} (the delivery's), {@code notification_id},
     * {@code recipient}, {@code subject}, {@code text}, {@code html}, {@code urgent}. What a message does not have is null.
     * Headers of earlier steps are gone.
     */
    public void json(Exchange exchange) {
        Message message = exchange.getMessage();
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("id", exchange.getVariable("deliveryId", String.class))
                .put("notification_id", exchange.getVariable("notificationId", String.class))
                .put("recipient", exchange.getVariable("recipient", String.class))
                .put("subject", exchange.getVariable("subject", String.class))
                .put("text", message.getBody(String.class))
                .put("html", exchange.getVariable("html", String.class))
                .put("urgent", Boolean.TRUE.equals(exchange.getVariable("urgent", Boolean.class)))
                .toString();
        message.removeHeaders("*");
        message.setBody(json);
    }
}
