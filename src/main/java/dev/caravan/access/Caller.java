package dev.caravan.access;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.springframework.stereotype.Component;

/** Who sent a request: the name of its key. Routes use it as the bean {@code caller}. */
@Component("caller")
public class Caller {

    /** The name of a caller without a key, where none is needed. Not a name that a key can have. */
    public static final String ANONYMOUS = "";

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final String ADDRESS = ATTRIBUTE + ".address";

    /**
     * Says who asks where no HTTP request does. Nothing that comes from outside can.
     *
     * @param address of whoever it is asked for; empty: nobody's
     */
    public static void set(Exchange exchange, String name, String address) {
        exchange.setProperty(ATTRIBUTE, name);
        exchange.setProperty(ADDRESS, address);
    }

    static void set(HttpServletRequest request, String name) {
        request.setAttribute(ATTRIBUTE, name);
    }

    /**
     * The name of the key that the exchange's HTTP request was let in with, or {@link #ANONYMOUS}. A route asks for it
     * first of all: a bean that returns a new body leaves a message behind that knows no request.
     */
    public String name(Exchange exchange) {
        return exchange.getIn() instanceof PlatformHttpMessage message
                ? name(message.getRequest())
                : exchange.getProperty(ATTRIBUTE, ANONYMOUS, String.class);
    }

    /** The address that the exchange's request came from, as the server sees it; empty if it came from none. */
    public String address(Exchange exchange) {
        return exchange.getIn() instanceof PlatformHttpMessage message
                ? message.getRequest().getRemoteAddr()
                : exchange.getProperty(ADDRESS, "", String.class);
    }

    /** The name of the key that this request was let in with, or {@link #ANONYMOUS}. */
    public String name(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String name ? name : ANONYMOUS;
    }
}
