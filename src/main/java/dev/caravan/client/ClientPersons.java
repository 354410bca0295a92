package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.StreamedAnswer;
import dev.caravan.person.Person;
import dev.caravan.person.PersonalData;
import dev.caravan.person.Persons;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The person behind a client: what is held about them is shown or erased, in all features. */
@Component("clientPersons")
public class ClientPersons implements PersonalData {

    private final Clients clients;
    private final ClientStore store;
    private final ObjectProvider<Persons> persons;

    ClientPersons(Clients clients, ClientStore store, ObjectProvider<Persons> persons) {
        this.clients = clients;
        this.store = store;
        this.persons = persons;
    }

    /**
     * Erases a client and everything else that is held about the person.
     *
     * @return how many things of each kind there were
     * @throws Problem 404
     */
    public ObjectNode eraseAll(String id) {
        return persons.getObject().erase(person(id));
    }

    /**
     * Makes the answer: everything that is held about the person.
     *
     * @throws Problem 404
     */
    public void showAll(String id, Exchange exchange) {
        Person person = person(id);
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody((StreamedAnswer) out -> persons.getObject().show(person, out));
    }

    private Person person(String id) {
        ObjectNode client = clients.get(id);
        return new Person(
                client.get("id").asText(),
                client.get("email").textValue(),
                "+" + client.get("phone_number").textValue(),
                client.get("telegram_id").textValue(),
                client.at("/attributes/user_id").textValue());
    }

    @Override
    public String kind() {
        return "client";
    }

    @Override
    public void show(Person person, Consumer<JsonNode> to) {
        store.find(Long.parseLong(person.clientId())).ifPresent(to);
    }

    @Override
    public int erase(Person person) {
        return store.delete(Long.parseLong(person.clientId())) ? 1 : 0;
    }
}
