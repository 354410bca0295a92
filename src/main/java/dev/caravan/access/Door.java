package dev.caravan.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Who comes in: everybody on this machine as long as nobody was ever given a key, else whoever shows one. */
public final class Door implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final ApiKeys configured;
    private final Supplier<List<Keyring>> others;
    private final @Nullable InetAddress address;

    /**
     * @param others asked when the store is there, not before
     * @param address what the server binds to; null is every address
     */
    Door(ApiKeys configured, Supplier<List<Keyring>> others, @Nullable InetAddress address) {
        this.configured = configured;
        this.others = others;
        this.address = address;
    }

    /**
     * Before the port opens: refuses a start that would leave the API open to a network.
     *
     * @throws OpenDoorException if it would
     */
    @Override
    public void afterSingletonsInstantiated() {
        if (!configured.none()) {
            LOG.info("API keys: {}", configured);
        }
        if (!unlocked()) {
            return;
        }
        if (!loopback()) {
            throw new OpenDoorException(address == null ? "all addresses" : address.getHostAddress());
        }
        LOG.warn("There are no API keys: the API is open to everybody on this machine");
    }

    /** Whether a request needs no key. */
    public boolean open() {
        return loopback() && unlocked();
    }

    /** @throws dev.caravan.api.Problem as {@link Keyring#find} */
    Optional<Holder> find(Presented presented) {
        Optional<Holder> holder = configured.find(presented);
        for (Keyring keyring : others.get()) {
            holder = holder.isPresent() ? holder : keyring.find(presented);
        }
        return holder;
    }

    private boolean unlocked() {
        return configured.none() && others.get().stream().noneMatch(Keyring::closesTheDoor);
    }

    private boolean loopback() {
        return address != null && address.isLoopbackAddress();
    }
}
