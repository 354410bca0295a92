package dev.caravan.api;

import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Tomcat's own error page, for what fails before any filter sees it (a request line or header it cannot read). */
public final class ProblemValve extends ErrorReportValve {

    private final Problems problems;

    ProblemValve(Problems problems) {
        this.problems = problems;
    }

    /** Takes the place of the error pages that Tomcat and Spring Boot put on this context's host. */
    void replaceErrorPages(Context context) {
        StandardHost host = (StandardHost) context.getParent();
        Pipeline pipeline = host.getPipeline();
        for (Valve valve : pipeline.getValves()) {
            if (valve instanceof ErrorReportValve) {
                pipeline.removeValve(valve);
            }
        }
        pipeline.addValve(this);
        host.setErrorReportValveClass(ProblemValve.class.getName());
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ProblemType type = ProblemType.of(response.getStatus());
        try {
            problems.write(Problem.of(type, type.advice()), response);
        } catch (IOException e) {
            getContainer().getLogger().debug("The caller went away", e);
        }
    }
}
