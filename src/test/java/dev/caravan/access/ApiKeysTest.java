package dev.caravan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    @Test
    void aKeyHasTheScopesItWasGivenAndAllIfNoneAreNamed() {
        ApiKeys keys = ApiKeys.parse(" shop:first:send , ops:second:read+manage,boss:third");

        assertThat(find(keys, "first").map(Holder::scopes)).contains(Set.of(Scope.SEND));
        assertThat(find(keys, "second").map(Holder::scopes)).contains(Set.of(Scope.READ, Scope.MANAGE));
        assertThat(find(keys, "third").map(Holder::scopes)).contains(Set.of(Scope.values()));
        assertThat(find(keys, "third").map(Holder::name)).contains("boss");
    }

    @Test
    void onlyTheWholeKeyIsFound() {
        ApiKeys keys = ApiKeys.parse("shop:first");

        assertThat(find(keys, "firs")).isEqualTo(Optional.empty());
        assertThat(find(keys, "first ")).isEqualTo(Optional.empty());
        assertThat(find(keys, "")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "shop:", ":s3cret", "shop:s3cret:fly", "shop:s3cret:send:read", "a:s3cret,a:other"})
    void whatCannotBeReadIsRefusedWithoutShowingTheKey(String setting) {
        assertThatIllegalStateException()
                .isThrownBy(() -> ApiKeys.parse(setting))
                .withMessageContaining("CARAVAN_API_KEYS")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void neitherKeyNorDigestIsShown() {
        assertThat(ApiKeys.parse("shop:s3cret:send")).hasToString("[shop [send]]");
    }

    @Test
    void withoutAnyKeyOnlyTheLoopbackAddressIsServed() throws Exception {
        for (String here : new String[] {"127.0.0.1", "::1"}) {
            Door door = door("", false, InetAddress.getByName(here));
            door.afterSingletonsInstantiated();
            assertThat(door.open()).as(here).isTrue();
        }
        for (String there : new String[] {"0.0.0.0", "192.0.2.1", "::"}) {
            Door door = door("", false, InetAddress.getByName(there));
            assertThatIllegalStateException()
                    .isThrownBy(door::afterSingletonsInstantiated)
                    .withMessageContaining("CARAVAN_API_KEYS");
            assertThat(door.open()).as(there).isFalse();
        }
        assertThatIllegalStateException().isThrownBy(door("", false, null)::afterSingletonsInstantiated);
    }

    @Test
    void withAKeyEveryAddressIsServedAndNoneIsOpen() throws Exception {
        for (Door door : new Door[] {
            door("shop:first", false, null), door("", true, null), door("", true, InetAddress.getByName("127.0.0.1"))
        }) {
            door.afterSingletonsInstantiated();
            assertThat(door.open()).isFalse();
        }
    }

    @Test
    void aConfiguredKeyComesBeforeOthers() {
        Door door = door("shop:first", true, null);

        assertThat(door.find(Presented.of("first")).map(Holder::name)).contains("shop");
        assertThat(door.find(Presented.of("second")).map(Holder::name)).contains("other");
    }

    private static Optional<Holder> find(ApiKeys keys, String key) {
        return keys.find(Presented.of(key));
    }

    private static Door door(String configured, boolean others, @Nullable InetAddress address) {
        Keyring keyring = new Keyring() {
            @Override
            public Optional<Holder> find(Presented presented) {
                return Optional.of(new Holder("other", Set.of()));
            }

            @Override
            public boolean closesTheDoor() {
                return others;
            }
        };
        return new Door(ApiKeys.parse(configured), () -> List.of(keyring), address);
    }
}
