package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.client.Audience;
import dev.caravan.client.Clients;
import dev.caravan.schedule.Audiences;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The audiences of periodic tasks: chosen as those of mailings are. */
@Component
class TaskAudiences implements Audiences {

    private final AudienceForm form;
    private final Clients clients;

    TaskAudiences(AudienceForm form, Clients clients) {
        this.form = form;
        this.clients = clients;
    }

    @Override
    public void check(ObjectNode audience) {
        read(audience);
    }

    @Override
    public Page page(ObjectNode audience, @Nullable String from, int most) {
        long after = from == null ? 0 : Long.parseLong(from);
        List<ObjectNode> recipients = clients.recipients(read(audience), after, most);
        return new Page(
                recipients,
                recipients.size() < most
                        ? null
                        : recipients.get(most - 1).get("client_id").asText());
    }

    private Audience read(ObjectNode audience) {
        Fields fields = new Fields(audience);
        fields.refuseAllBut(AudienceForm.FIELDS);
        Audience read = form.read(fields);
        fields.check(FieldNames.CANONICAL);
        return read;
    }
}
