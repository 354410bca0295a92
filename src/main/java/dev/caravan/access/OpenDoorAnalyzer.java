package dev.caravan.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the refusal to start as two lines instead of a stack trace. */
final class OpenDoorAnalyzer extends AbstractFailureAnalyzer<OpenDoorException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, OpenDoorException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "Generate a key with: openssl rand -hex 24", cause);
    }
}
