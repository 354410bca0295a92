package dev.caravan.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bounce.Bounce.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class BounceReaderTest {

    private static final Path SAMPLES = Path.of("src/test/resources/bounces");

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(
            resources = "/bounces/expected.csv",
            delimiter = '|',
            useHeadersInDisplayName = false,
            numLinesToSkip = 1)
    void tellsWhatAMailIs(String file, String kind, String delivery, boolean dead) throws IOException {
        Bounce bounce = BounceReader.read(Files.readAllBytes(SAMPLES.resolve(file)));

        assertThat(bounce.kind()).as(bounce.toString()).isEqualTo(Kind.valueOf(kind));
        assertThat(bounce.dead()).as(bounce.toString()).isEqualTo(dead);
        assertThat(bounce.deliveryId()).isEqualTo(delivery.equals("-") ? null : UUID.fromString(delivery));
    }

    @Test
    void itsWordsNameNobody() throws IOException {
        Bounce bounce = BounceReader.read(Files.readAllBytes(SAMPLES.resolve("01-postfix-unknown-user.eml")));

        assertThat(bounce.words())
                .startsWith("550 5.1.1")
                .contains("User unknown")
                .doesNotContain("anna");
    }

    @Test
    void whatIsCutOffAnywhereIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(SAMPLES.resolve("14-gmail-no-such-user.eml"));
        for (int length = 0; length < whole.length; length += 37) {
            assertThat(BounceReader.read(Arrays.copyOf(whole, length))).isNotNull();
        }
    }

    @Test
    void aReportBeforeTenMegabytesOfTheMessageIsFound() throws IOException {
        String bounce = Files.readString(SAMPLES.resolve("01-postfix-unknown-user.eml"), StandardCharsets.UTF_8);
        int end = bounce.lastIndexOf("\r\n--B");
        String big = bounce.substring(0, end) + "\r\n" + "x".repeat(10 * 1024 * 1024) + bounce.substring(end);

        Bounce read = BounceReader.read(Arrays.copyOf(big.getBytes(StandardCharsets.UTF_8), 1024 * 1024));

        assertThat(read.kind()).isEqualTo(Kind.PERMANENT);
        assertThat(read.deliveryId()).isNotNull();
    }
}
