package dev.caravan.template;

import java.time.Instant;

/** A template as it is now: its current version, and what is true of the template as a whole. */
record StoredTemplate(TemplateVersion version, boolean engineChosen, Instant createdAt, Instant updatedAt) {

    /** What a change starts from. */
    TemplateDraft draft() {
        return new TemplateDraft(
                version.slug(),
                version.name(),
                version.engine(),
                engineChosen,
                version.subject(),
                version.content(),
                version.variants());
    }
}
