package dev.caravan.sms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentsTest {

    @Test
    void latin_texts_hold_160_characters_or_153_a_segment() {
        assertThat(Segments.count("")).isEqualTo(1);
        assertThat(Segments.count("a".repeat(160))).isEqualTo(1);
        assertThat(Segments.count("a".repeat(161))).isEqualTo(2);
        assertThat(Segments.count("a".repeat(306))).isEqualTo(2);
        assertThat(Segments.count("a".repeat(307))).isEqualTo(3);
    }

    @Test
    void cyrillic_texts_hold_70_characters_or_67_a_segment() {
        assertThat(Segments.count("ж".repeat(70))).isEqualTo(1);
        assertThat(Segments.count("ж".repeat(71))).isEqualTo(2);
        assertThat(Segments.count("ж".repeat(134))).isEqualTo(2);
        assertThat(Segments.count("ж".repeat(135))).isEqualTo(3);
    }

    @Test
    void one_foreign_character_makes_the_whole_text_wide() {
        assertThat(Segments.count("a".repeat(159) + "ж")).isEqualTo(3);
    }

    @Test
    void characters_of_the_extension_table_count_twice_and_are_not_divided() {
        assertThat(Segments.count("€".repeat(80))).isEqualTo(1);
        assertThat(Segments.count("€".repeat(80) + "a")).isEqualTo(2);
        // 76 pairs fill 152 of 153 septets, and the 77th does not fit into the one left.
        assertThat(Segments.count("€".repeat(152))).isEqualTo(2);
        assertThat(Segments.count("€".repeat(153))).isEqualTo(3);
    }

    @Test
    void emoji_count_twice_and_are_not_divided() {
        assertThat(Segments.count("😀".repeat(35))).isEqualTo(1);
        assertThat(Segments.count("😀".repeat(66))).isEqualTo(2);
        assertThat(Segments.count("😀".repeat(67))).isEqualTo(3);
    }

    @Test
    void every_character_of_the_gsm_alphabet_is_known() {
        assertThat(Segments.count("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€"
                        + "x".repeat(60)))
                .isEqualTo(1);
    }
}
