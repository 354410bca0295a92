package dev.caravan.delivery;

import dev.caravan.template.Engine;
import dev.caravan.template.Rendered;
import dev.caravan.template.Renderer;
import dev.caravan.template.Rendition;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** What the route {@code render} needs to know to make a delivery's text for one channel. */
@Component("rendering")
class Rendering {

    private final Renderer renderer;

    Rendering(Renderer renderer) {
        this.renderer = renderer;
    }

    /**
     * Sets the variable {@code engine} ({@code literal}, {@code freemarker} or {@code mustache}) and what goes with it:
     * the literal text as body, or the names of the template's parts and the data they may use.
     */
    public void plan(Exchange exchange) {
        Delivery delivery = Attempts.delivery(exchange);
        exchange.setVariable("subject", delivery.subject());
        exchange.setVariable("html", null);
        Long version = delivery.templateVersion();
        if (version == null) {
            exchange.setVariable("engine", "literal");
            exchange.getMessage().setBody(delivery.message());
            return;
        }
        Rendition parts = renderer.parts(version, String.valueOf(delivery.channel()));
        exchange.setVariable("engine", parts.engine().key());
        exchange.setVariable("subjectPart", delivery.subject() == null ? parts.subject() : null);
        exchange.setVariable("textPart", parts.text());
        exchange.setVariable("htmlPart", parts.html());
        if (parts.engine() == Engine.FREEMARKER) {
            // FreeMarker's endpoint takes its data from this header; a copy, for a template can add to it.
            exchange.getMessage().setHeader("CamelFreemarkerDataModel", new HashMap<>(delivery.context()));
        }
    }

    /** Renders with Mustache, for which Camel's own component could not be bounded. */
    public void mustache(Exchange exchange) {
        Delivery delivery = Attempts.delivery(exchange);
        Map<String, Object> context = delivery.context();
        Rendered rendered = renderer.render(delivery.templateVersion(), String.valueOf(delivery.channel()), context);
        if (delivery.subject() == null) {
            exchange.setVariable("subject", rendered.subject());
        }
        exchange.setVariable("html", rendered.html());
        exchange.getMessage().setBody(rendered.text());
    }
}
