package dev.caravan.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class UnsubscribeTokensTest {

    private static final Subscriber ANNA = new Subscriber("email", "anna@example.com", 7);

    private final UnsubscribeTokens tokens = with("0123456789abcdef0123456789abcdef");

    private static UnsubscribeTokens with(String secret) {
        return new UnsubscribeTokens(new SharedSecret(secret, mock(JdbcClient.class)));
    }

    @Test
    void aTokenNamesItsSubscriberAndShowsNobody() {
        String token = tokens.seal(ANNA);

        assertThat(tokens.open(token)).contains(ANNA);
        assertThat(token).matches("[A-Za-z0-9_-]{60,200}");
        assertThat(tokens.seal(ANNA)).as("the same at every try").isEqualTo(token);
        assertThat(tokens.seal(new Subscriber("email", "boris@example.com", 7))).isNotEqualTo(token);
    }

    @Test
    void aTokenThatWasChangedAnywhereIsNone() {
        String token = tokens.seal(ANNA);

        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.open(token.substring(0, i) + other + token.substring(i + 1)))
                    .as("character %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "nonsense", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(tokens.open(text)).isEmpty();
        assertThat(tokens.open("A".repeat(5_000))).isEmpty();
    }

    @Test
    void anotherSecretOpensNothing() {
        assertThat(with("another-secret-another-secret-another").open(tokens.seal(ANNA)))
                .isEmpty();
    }

    @Test
    void aWeakSecretStopsTheStart() {
        assertThatThrownBy(() -> with("short")).hasMessageContaining("CARAVAN_SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://news.example.com", "news.example.com", "https://", "https://x.example?a=b", "https:// x"
            })
    void aPublicUrlThatCannotWorkStopsTheStart(String url) {
        assertThatThrownBy(() -> new UnsubscribeLinks(url, tokens)).hasMessageContaining("CARAVAN_PUBLIC_URL");
    }

    @Test
    void withoutAPublicUrlThereAreNoLinks() {
        assertThat(new UnsubscribeLinks("", tokens).url("email", "anna@example.com", 1))
                .isEmpty();
        assertThat(new UnsubscribeLinks("https://news.example.com/c/", tokens).url("email", "anna@example.com", 1))
                .startsWith("https://news.example.com/c/unsubscribe/");
    }

    @Test
    void theAddressIsShownSoThatOnlyItsOwnerKnowsIt() {
        assertThat(ANNA.masked()).isEqualTo("a***@example.com");
        assertThat(new Subscriber("sms", "+79991234567", 1).masked()).isEqualTo("+7***67");
        assertThat(new Subscriber("telegram", "123", 1).masked()).isEqualTo("***");
    }
}
