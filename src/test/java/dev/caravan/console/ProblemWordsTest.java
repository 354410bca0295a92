package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of problems in Russian. */
class ProblemWordsTest {

    private final ProblemWords words = new ProblemWords(Texts.RUSSIAN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "is required | нужно указать",
                "must be at most 255 characters long | не длиннее 255 символов",
                "must be a number from 1 to 200 | нужно число от 1 до 200",
                "must be a whole number, at least 1, at most 9 | нужно целое число от 1 до 9",
                "is not a channel; there are email, sms | такого канала нет; есть email, sms",
                "There is a key named 'it's $1 {0}' already. | Ключ с именем «it's $1 {0}» уже есть.",
                "\"a.b\" has no value; write ${a.b!\"…\"} to give one | у «a.b» нет значения; задать его можно так: ${a.b!\"…\"}"
            })
    void whatVariesStands(String english, String russian) {
        assertThat(words.of(english)).isEqualTo(russian);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email: is required | email: нужно указать",
                "is required; must be digits | нужно указать; нужны цифры",
                "tags[0]: is required; must be digits (and 2 more) | tags[0]: нужно указать; нужны цифры (и ещё 2)",
                "line 3, column 14: the tag is empty | строка 3, столбец 14: тег пуст",
                "Nothing is left to cancel: the notification is sent. | Отменять уже нечего: уведомление отправлено.",
                "The template is used by mailing 3 (May), periodic task 7f. | Шаблон используется: рассылка 3 (May), периодическая задача 7f."
            })
    void whatIsPutTogetherIsSaidInParts(String english, String russian) {
        assertThat(words.of(english)).isEqualTo(russian);
    }

    @Test
    void theMoreSpecificTextWins() {
        assertThat(words.of("There is no client with this id.")).isEqualTo("Клиента с таким номером нет.");
        assertThat(words.of("There is no parcel with this id.")).isEqualTo("С таким номером ничего нет.");
    }

    @Test
    void everyLineIsSaid() {
        assertThat(words.of("email: is required\nno such words\nname: must be a string"))
                .isEqualTo("email: нужно указать\nno such words\nname: нужна строка");
    }

    @ParameterizedTest
    @CsvSource({"''", "Nobody has said this yet.", "Unexpected end of file: at line 3"})
    void whatIsNotKnownStays(String english) {
        assertThat(words.of(english)).isEqualTo(english);
    }

    @Test
    void aVeryLongTextStays() {
        String typed = "is required, ".repeat(50_000);
        assertThat(words.of(typed)).isEqualTo(typed);
    }

    @Test
    void aProblemKeepsItsFieldsAndWhatBelongsToIt() {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        errors.put("name", List.of("is required"));
        errors.put("limit", List.of("must be a whole number", "must be digits"));
        Problem said = Problem.invalid(errors).with("line", 3).reworded(words::of);
        assertThat(said.status()).isEqualTo(400);
        assertThat(said.detail()).isEqualTo("name: нужно указать (и ещё 1)");
        assertThat(said.errors())
                .containsExactly(
                        Map.entry("name", List.of("нужно указать")),
                        Map.entry("limit", List.of("нужно целое число", "нужны цифры")));
        assertThat(said.members()).containsEntry("line", 3);
    }

    @Test
    void aProblemWithoutFieldsSaysItsDetail() {
        Problem said = Problem.unavailable("The service is stopping.", 7).reworded(words::of);
        assertThat(said.detail()).isEqualTo("Сервис останавливается.");
        assertThat(said.retryAfter()).isEqualTo(7);
    }
}
