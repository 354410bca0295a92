package dev.caravan.client;

import java.util.List;

/**
 * The clients of one of these operators that have these tags.
 *
 * @param tagsLogic {@code and}: all of the tags; {@code or}: at least one
 * @param tags ids; none: they do not matter
 * @param operators ids; none: they do not matter
 */
public record Audience(String tagsLogic, List<Long> tags, List<Long> operators) {}
