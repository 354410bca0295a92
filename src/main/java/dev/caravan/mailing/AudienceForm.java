package dev.caravan.mailing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Fields;
import dev.caravan.client.Audience;
import dev.caravan.client.Kind;
import dev.caravan.client.Names;
import dev.caravan.client.Vocabulary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reads whom something is for out of the fields of a body, and notes everything that is wrong with them. */
@Component
class AudienceForm {

    static final Set<String> FIELDS = Set.of("tags_logic", "tags", "operators");

    private static final int MOST = 1_000;

    private final Vocabulary vocabulary;

    AudienceForm(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    Audience read(Fields fields) {
        return new Audience(
                logic(fields),
                chosen(fields, Kind.TAG, "tags", "name"),
                chosen(fields, Kind.OPERATOR, "operators", "code"));
    }

    private static String logic(Fields fields) {
        String logic = fields.text("tags_logic", 10);
        if (logic != null && !Set.of("and", "or").contains(logic)) {
            fields.refuse("tags_logic", "must be and, or or");
        }
        return logic == null ? "and" : logic;
    }

    /** The ids of those that are named; what is not there is refused, for it would choose nobody. */
    private List<Long> chosen(Fields fields, Kind kind, String name, String key) {
        JsonNode array = fields.get(name);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray() || array.size() > MOST) {
            fields.refuse(name, "must be an array of at most " + MOST);
            return List.of();
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (int i = 0; i < array.size(); i++) {
            String path = name + "[" + i + "]";
            Optional<String> word = Names.read(fields, array.get(i), path, key);
            Optional<Long> id = word.flatMap(w -> vocabulary.id(kind, w));
            if (word.isPresent() && id.isEmpty()) {
                fields.refuse(path, "there is no " + kind.word() + " " + word.get());
            }
            id.ifPresent(ids::add);
        }
        return List.copyOf(ids);
    }
}
