package dev.caravan.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextPartsTest {

    @Test
    void a_text_that_fits_stays_whole() {
        for (String text : List.of("", " ", "Hello", "x".repeat(4096))) {
            assertThat(TextParts.of(text)).containsExactly(text);
        }
    }

    @Test
    void one_character_too_many_makes_two_parts() {
        assertThat(TextParts.of("x".repeat(4097))).containsExactly("x".repeat(4096), "x");
    }

    @Test
    void a_line_break_is_the_best_place_to_cut() {
        String first = "a b ".repeat(900) + "\n";
        assertThat(TextParts.of(first + "c d ".repeat(500)).get(0)).isEqualTo(first);
    }

    @Test
    void a_space_is_the_next_best() {
        String first = "x".repeat(4000) + " ";
        assertThat(TextParts.of(first + "y".repeat(200))).containsExactly(first, "y".repeat(200));
    }

    @Test
    void a_break_so_early_that_the_part_would_be_small_is_not_used() {
        String text = "Hello\n" + "x".repeat(5000);
        assertThat(TextParts.of(text).get(0)).hasSize(4096);
    }

    @Test
    void what_is_seen_as_one_character_is_not_divided() {
        for (String one : List.of("😀", "👨‍👩‍👧‍👦", "e\u0301\u0323", "👍🏽", "🇫🇷", "षि", "\r\n")) {
            for (int shift = 1; shift < one.length(); shift++) {
                String before = "x".repeat(4096 - shift);
                List<String> parts = TextParts.of(before + one + "y".repeat(3000));
                assertThat(parts.get(0)).as("%s cut after %d", one, shift).isEqualTo(before);
            }
        }
    }

    @Test
    void marks_without_end_are_cut_all_the_same_but_never_inside_a_pair() {
        assertThat(TextParts.of("e" + "\u0301".repeat(9000))).allMatch(part -> part.length() <= 4096);
        check("x" + "👍🏽".repeat(1) + "\uD83C\uDFFD".repeat(5000));
    }

    @Test
    void parts_of_blanks_alone_are_left_out_since_telegram_refuses_them() {
        assertThat(TextParts.of("a" + " ".repeat(9000) + "b")).allMatch(part -> !part.isBlank());
        assertThat(TextParts.of("\n".repeat(9000) + "b")).allMatch(part -> !part.isBlank());
        assertThat(TextParts.of(" ".repeat(9000))).hasSize(1);
    }

    @Test
    void joined_again_the_parts_are_the_text_whatever_it_is() {
        Random random = new Random(7);
        String[] pieces = {
            "word ",
            "\n",
            "слово ",
            "😀",
            "👨‍👩‍👧‍👦",
            "x".repeat(50),
            "_*[]()~`>#+-=|{}.!\\",
            "שלום",
            "\u200D",
            "\uFE0F",
            "  ",
            "e\u0301",
            "\r\n",
            "漢字",
            "\t"
        };
        for (int i = 0; i < 200; i++) {
            int length = 4095 + random.nextInt(8000);
            StringBuilder text = new StringBuilder("x");
            while (text.length() < length) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            check(text.toString());
        }
    }

    private static void check(String text) {
        List<String> parts = TextParts.of(text);
        assertThat(String.join("", parts)).isEqualTo(text);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.length()).isBetween(1, 4096);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
            assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1)))
                    .isFalse();
        });
        assertThat(parts.size()).isLessThanOrEqualTo(text.length() / 2048 + 1);
    }
}
