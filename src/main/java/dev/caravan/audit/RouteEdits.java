package dev.caravan.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.routing.RoutesEdited;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Routes are edited in their folder too, which is no operation of the API. */
@Component
class RouteEdits {

    /** Authors that are nobody who called. */
    private static final Set<String> OWN = Set.of("files", Actors.CARAVAN);

    private final AuditLog log;

    RouteEdits(AuditLog log) {
        this.log = log;
    }

    @EventListener
    void edited(RoutesEdited edit) {
        if (!OWN.contains(edit.author())) {
            // Asked for by an operation, which has an entry.
            return;
        }
        ObjectNode after = JsonNodeFactory.instance
                .objectNode()
                .put("revision", edit.revision())
                .put("verdict", edit.verdict());
        edit.files().forEach(after.withArray("files")::add);
        log.add(AuditEntry.of(
                edit.author(),
                "",
                "publishRoutes",
                "routes/revisions/" + edit.revision(),
                new Change(List.of(), null, after)));
    }
}
