package dev.caravan.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.routing.RoutesEdited;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Routes are edited in their folder too, which is no operation of the API. */
@Component
class RouteEdits {

    private final AuditLog log;

    RouteEdits(AuditLog log) {
        this.log = log;
    }

    @EventListener
    void edited(RoutesEdited edit) {
        ObjectNode after = JsonNodeFactory.instance
                .objectNode()
                .put("revision", edit.revision())
                .put("verdict", edit.verdict());
        edit.files().forEach(after.withArray("files")::add);
        boolean here = List.of("files", Actors.CARAVAN).contains(edit.author());
        log.add(AuditEntry.of(
                here ? edit.author() : Actors.caller(edit.author()),
                "",
                "publishRoutes",
                "routes/revisions/" + edit.revision(),
                new Change(List.of(), null, after)));
    }
}
