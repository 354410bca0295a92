package dev.caravan.person;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Shows or erases everything that is held about a person, in all features. */
@Component
public class Persons {

    private static final Logger LOG = LoggerFactory.getLogger(Persons.class);

    private final List<PersonalData> holders;
    private final ObjectMapper json;
    private final TransactionTemplate transaction;

    Persons(List<PersonalData> holders, ObjectMapper json, TransactionTemplate transaction) {
        this.holders = holders.stream()
                .sorted(Comparator.comparing(PersonalData::order).thenComparing(PersonalData::kind))
                .toList();
        this.json = json;
        this.transaction = transaction;
    }

    /** Erases it in one transaction, and says how many things of each kind there were. */
    public ObjectNode erase(Person person) {
        ObjectNode erased = JsonNodeFactory.instance.objectNode();
        transaction.executeWithoutResult(
                status -> holders.forEach(holder -> erased.put(holder.kind(), holder.erase(person))));
        LOG.info("client {} was erased: {}", person.clientId(), erased);
        return erased;
    }

    /** Writes it as one JSON object, an array for each kind, as it is read. */
    public void show(Person person, OutputStream out) throws IOException {
        try (JsonGenerator writer = json.getFactory().createGenerator(out)) {
            writer.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            writer.writeStartObject();
            for (PersonalData holder : holders) {
                writer.writeArrayFieldStart(holder.kind());
                holder.show(person, each -> write(writer, each));
                writer.writeEndArray();
            }
            writer.writeEndObject();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(JsonGenerator writer, JsonNode each) {
        try {
            json.writeTree(writer, each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
