package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The inbox of a person: its records, as {@code /list} shows them. */
@Component
class InboxPersons implements PersonalData {

    private static final int AT_A_TIME = 500;

    private final InboxStore store;

    InboxPersons(InboxStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "inbox";
    }

    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        String user = person.userId();
        if (user == null) {
            return;
        }
        List<InboxRecord> records;
        long after = -1;
        do {
            records = store.after(user, after, AT_A_TIME);
            for (InboxRecord record : records) {
                to.accept(record.json());
                after = record.number();
            }
        } while (records.size() == AT_A_TIME);
    }

    @Override
    public int erase(Person person) {
        return person.userId() == null ? 0 : store.erase(person.userId());
    }
}
