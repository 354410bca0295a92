package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who knows the people that an {@code audience} means. Without a bean of this kind a task cannot have one. */
public interface Audiences {

    /**
     * Some of an audience's people.
     *
     * @param recipients as a canonical request has them
     * @param next where the others begin; null if these were the last
     */
    record Page(List<ObjectNode> recipients, @Nullable String next) {}

    /**
     * Looks whether this is an audience: {@code {tags, tags_logic, operators}}.
     *
     * @throws dev.caravan.api.Problem 400 naming the fields inside it that are not valid
     */
    void check(ObjectNode audience);

    /**
     * The audience as it is now, in pages and in an order that does not change.
     *
     * @param from the {@code next} of the page before; null: from the beginning
     * @param most how many recipients the page may have
     */
    Page page(ObjectNode audience, @Nullable String from, int most);
}
