package dev.caravan.webhook;

import dev.caravan.delivery.TemporaryFault;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where webhooks may go: to public addresses, and to what the operator allows. The rule that counts is
 * {@link #resolve}: the connection is made to the very address that was looked at, at each connection anew. The others say
 * no earlier, while somebody is there to read it.
 */
@Component
public final class Targets implements DnsResolver {

    private static final String NOT_HTTPS = "must be an https URL";
    private static final String NOT_PLAIN = NOT_HTTPS + "; plain http is for what CARAVAN_WEBHOOK_ALLOW names";
    private static final String INSIDE = "leads to an address that is not public";
    private static final String INSIDE_ALLOW = INSIDE + ", and CARAVAN_WEBHOOK_ALLOW does not name it";
    /** A host whose last label is a number is an IPv4 address in some notation (WHATWG URL, "ends in a number"). */
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(?i)(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    private static final Pattern DOTTED = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    /** Ports of other protocols, which a request could be mistaken in: WHATWG Fetch, "bad port". */
    private static final Set<Integer> BAD_PORTS = Set.of(
            1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
            109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
            526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
            3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211);

    private final List<Network> networks = new ArrayList<>();
    private final Set<String> hosts = new HashSet<>();
    private final Lookup dns;

    /** How a name becomes addresses: tests bring their own. */
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    Targets(WebhookSettings settings, Lookup dns) {
        this.dns = dns;
        for (String entry : settings.allow().stream().map(String::strip).toList()) {
            String host = entry.toLowerCase(Locale.ROOT);
            if (Network.parse(entry).isPresent()) {
                networks.add(Network.parse(entry).get());
            } else if (host.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                    && !ENDS_IN_A_NUMBER.matcher(host).matches()) {
                hosts.add(host);
            } else if (!entry.isEmpty()) {
                throw new IllegalStateException(
                        "CARAVAN_WEBHOOK_ALLOW must list addresses, ranges like 10.0.0.0/8 and host"
                                + " names, separated by commas");
            }
        }
    }

    /**
     * What is wrong with a URL as it is written, or null if nothing is. Asks no name server.
     *
     * @param url as the caller gave it
     */
    public @Nullable String complaint(String url) {
        URI uri = read(url);
        String host = uri == null ? null : host(uri);
        if (uri == null || host == null || uri.getScheme() == null) {
            return InternationalHosts.advice(url).orElse(NOT_HTTPS);
        }
        boolean plain = uri.getScheme().equalsIgnoreCase("http");
        if (!plain && !uri.getScheme().equalsIgnoreCase("https")) {
            return NOT_HTTPS;
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return "must have neither a user name nor a fragment";
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535 || BAD_PORTS.contains(uri.getPort())) {
            return "has a port that webhooks are not sent to";
        }
        if (ENDS_IN_A_NUMBER.matcher(host).matches() && !DOTTED.matcher(host).matches() || host.contains("%")) {
            return "must write an IPv4 address as four decimal numbers, and an IPv6 address without a zone";
        }
        InetAddress literal = literal(host);
        if (literal != null && !isAllowed(host, literal)) {
            return INSIDE_ALLOW;
        }
        if (plain && (literal == null ? !mayBeListed(host) : !isListed(host, literal))) {
            return NOT_PLAIN;
        }
        return null;
    }

    /**
     * The same, and what its host name stands for at this moment. A name that is not known, or not within two seconds, is
     * let pass, for it may be known when there is something to send; but not for plain http, unless the list has the name itself.
     */
    @Nullable
    String complaintNow(String url) {
        String complaint = complaint(url);
        if (complaint != null) {
            return complaint;
        }
        URI uri = URI.create(url);
        String host = String.valueOf(host(uri));
        List<InetAddress> addresses = lookUp(host);
        if (!addresses.isEmpty() && addresses.stream().noneMatch(address -> isAllowed(host, address))) {
            return INSIDE_ALLOW;
        }
        boolean plain = uri.getScheme().equalsIgnoreCase("http") && !hosts.contains(host);
        return plain && addresses.stream().noneMatch(address -> isListed(host, address)) ? NOT_PLAIN : null;
    }

    /**
     * The addresses of a host that a webhook may connect to.
     *
     * @throws TemporaryFault if it has addresses, but none of these: the name may lead elsewhere tomorrow
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] allowed = Stream.of(dns.all(unbracketed(host)))
                .filter(address -> isAllowed(unbracketed(host), address))
                .toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new TemporaryFault("the host " + INSIDE);
        }
        return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private boolean isAllowed(String host, InetAddress address) {
        return PublicAddresses.contain(address) || isListed(host, address);
    }

    private boolean isListed(String host, InetAddress address) {
        return hosts.contains(name(host)) || networks.stream().anyMatch(network -> network.contains(address));
    }

    private boolean mayBeListed(String host) {
        return hosts.contains(name(host)) || !networks.isEmpty();
    }

    /** The address that a host stands for without asking anybody: one that is written out, or loopback (RFC 6761 §6.3). */
    private static @Nullable InetAddress literal(String host) {
        if (name(host).equals("localhost") || name(host).endsWith(".localhost")) {
            return InetAddress.getLoopbackAddress();
        }
        return Network.parse(host).map(Network::base).orElse(null);
    }

    private List<InetAddress> lookUp(String host) {
        try {
            return List.of(CompletableFuture.supplyAsync(() -> {
                        try {
                            return dns.all(host);
                        } catch (UnknownHostException e) {
                            return new InetAddress[0];
                        }
                    })
                    .get(2, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static @Nullable URI read(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable String host(URI uri) {
        return uri.getHost() == null ? null : name(unbracketed(uri.getHost()));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** A host name in the one form that names are compared in: {@code localhost.} is {@code localhost}. */
    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
