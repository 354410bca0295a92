package dev.caravan.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    @Test
    void aKeyHasTheScopesItWasGivenAndAllIfNoneAreNamed() {
        ApiKeys keys = ApiKeys.parse(" shop:first:send , ops:second:read+manage,boss:third");

        assertThat(keys.find("first").map(ApiKey::scopes))
                .hasValueSatisfying(scopes -> assertThat(scopes).containsExactly(Scope.SEND));
        assertThat(keys.find("second").map(ApiKey::scopes))
                .hasValueSatisfying(scopes -> assertThat(scopes).containsExactly(Scope.READ, Scope.MANAGE));
        assertThat(keys.find("third").map(ApiKey::scopes))
                .hasValueSatisfying(scopes ->
                        assertThat(scopes).containsExactly(Scope.SEND, Scope.READ, Scope.MANAGE, Scope.ROUTES));
        assertThat(keys.find("third").map(ApiKey::name)).contains("boss");
    }

    @Test
    void onlyTheWholeKeyIsFound() {
        ApiKeys keys = ApiKeys.parse("shop:first");

        assertThat(keys.find("firs")).isEqualTo(Optional.empty());
        assertThat(keys.find("first ")).isEqualTo(Optional.empty());
        assertThat(keys.find("")).isEqualTo(Optional.empty());
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
        assertThat(ApiKeys.parse("shop:s3cret:send").keys()).hasToString("[shop [send]]");
    }

    @Test
    void withoutKeysOnlyTheLoopbackAddressIsServed() throws Exception {
        ApiKeys none = ApiKeys.parse("");

        assertThatCode(() -> Access.refuseOpenDoor(none, InetAddress.getByName("127.0.0.1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> Access.refuseOpenDoor(none, InetAddress.getByName("::1")))
                .doesNotThrowAnyException();
        for (String open : new String[] {"0.0.0.0", "192.0.2.1", "::"}) {
            InetAddress address = InetAddress.getByName(open);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Access.refuseOpenDoor(none, address))
                    .withMessageContaining("CARAVAN_API_KEYS");
        }
        assertThatIllegalStateException().isThrownBy(() -> Access.refuseOpenDoor(none, null));
    }

    @Test
    void withKeysEveryAddressIsServed() {
        assertThatCode(() -> Access.refuseOpenDoor(ApiKeys.parse("shop:first"), null))
                .doesNotThrowAnyException();
    }
}
