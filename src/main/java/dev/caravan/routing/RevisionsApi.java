package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.routing.Revisions.Revision;
import java.util.List;
import java.util.Map;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The history of the routes: what was edited when and by whom, what became of it, and the way back. */
@Component("routeRevisions")
public class RevisionsApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Revisions revisions;
    private final Publisher publisher;

    RevisionsApi(Revisions revisions, Publisher publisher) {
        this.revisions = revisions;
        this.publisher = publisher;
    }

    /**
     * One page, the latest first.
     *
     * @throws Problem 400 naming a parameter that cannot be read
     */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).afterNumber("revision");
        int limit = search.limit();
        List<Revision> page = revisions.list(search.conditions(), search.values(), limit);
        ObjectNode json = JSON.objectNode();
        ArrayNode items = json.putArray("items");
        page.forEach(revision -> items.add(json(revision.publication())));
        return json.put(
                "next_cursor",
                page.size() < limit
                        ? null
                        : String.valueOf(page.get(limit - 1).publication().revision()));
    }

    /** @throws Problem 404 for an unknown number */
    public ObjectNode get(@Nullable String number) {
        Revision revision = known(number);
        ObjectNode json = json(revision.publication());
        ObjectNode files = json.putObject("files");
        revisions.files(revision).texts().forEach(files::put);
        return json;
    }

    /**
     * What it changed, as a unified diff over all files, against the one that went live before it.
     *
     * @throws Problem 404 for an unknown number
     */
    public ObjectNode diff(@Nullable String number) {
        Revision revision = known(number);
        long to = revision.publication().revision();
        Revision before = revisions.before(to).orElse(null);
        RouteFiles old = before == null ? RouteFiles.NONE : revisions.files(before);
        RouteFiles now = revisions.files(revision);
        ObjectNode json = JSON.objectNode().put("revision", to);
        json.put("against", before == null ? null : before.publication().revision());
        return json.put("diff", RouteDiff.of(old, now));
    }

    /**
     * Publishes an earlier revision and writes its files back.
     *
     * @throws Problem 403 if the routes are not to be edited here, 404 for an unknown number, 409 with the findings if it
     *     does not pass the checks any more
     */
    public ObjectNode rollBack(@Nullable String number, @Variable("caller") @Nullable String caller) {
        Publication published = publisher.rollBack(known(number), caller == null || caller.isEmpty() ? "api" : caller);
        if (!published.verdict().equals(Publication.PUBLISHED)) {
            throw Problem.conflict("Revision " + number + " cannot run any more: "
                    + published.findings().get(0));
        }
        return json(published);
    }

    static ObjectNode json(Publication publication) {
        ObjectNode json = JSON.objectNode()
                .put("revision", publication.revision())
                .put("at", publication.at().toString())
                .put("author", publication.author())
                .put("verdict", publication.verdict());
        ArrayNode findings = json.putArray("findings");
        publication.findings().forEach(finding -> findings.add(json(finding)));
        return json;
    }

    /** A finding as the API shows it. */
    public static ObjectNode json(Finding finding) {
        return JSON.objectNode()
                .put("file", finding.file())
                .put("line", finding.line())
                .put("column", finding.column())
                .put("reason", finding.reason())
                .put("fix", finding.fix());
    }

    private Revision known(@Nullable String number) {
        if (number == null || !number.matches("\\d{1,18}")) {
            throw unknown();
        }
        return revisions.find(Long.parseLong(number)).orElseThrow(RevisionsApi::unknown);
    }

    private static Problem unknown() {
        return Problem.notFound("There is no such revision of the routes.");
    }
}
