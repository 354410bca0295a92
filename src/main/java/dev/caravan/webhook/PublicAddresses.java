package dev.caravan.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to somebody on the Internet. Source: the IANA special-purpose address registries for IPv4 and
 * IPv6 (RFC 6890). An IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.2) reads as itself in Java.
 */
final class PublicAddresses {

    private static final List<Network> NOT_PUBLIC_V4 = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and the metadata of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // IETF protocols
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // class E and broadcast

    /** The only IPv6 addresses that are given out; loopback, ULA, link-local, NAT64 and multicast are all outside. */
    private static final Network GLOBAL_V6 = networks("2000::/3").get(0);

    private static final List<Network> NOT_PUBLIC_V6 = networks(
            "2001::/23", // IETF protocols, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: holds an IPv4 address
            "3fff::/20"); // documentation

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        boolean v4 = address.getAddress().length == 4;
        return (v4 || GLOBAL_V6.contains(address))
                && (v4 ? NOT_PUBLIC_V4 : NOT_PUBLIC_V6).stream().noneMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... ranges) {
        return Stream.of(ranges)
                .map(range -> Network.parse(range).orElseThrow())
                .toList();
    }
}
