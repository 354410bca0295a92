package dev.caravan.template;

import dev.caravan.delivery.PermanentFault;

/** What is wrong in one part of a template, and where. Its text is for the author: it names no Java class. */
final class TemplateError extends RuntimeException {

    private final int line;
    private final int column;

    /** @param line counts from 1; 0 if the place is not known */
    TemplateError(int line, int column, String text) {
        super(text, null, false, false);
        this.line = line;
        this.column = column;
    }

    TemplateError(String text) {
        this(0, 0, text);
    }

    /** {@code line 2, column 5: what is wrong} */
    String located() {
        return place() + (line > 0 ? ": " : "") + getMessage();
    }

    /** {@code template welcome v3, subject, line 2, column 5: what is wrong} */
    PermanentFault in(TemplateVersion version, String part) {
        String where = version.label() + (part.equals(TemplateVersion.CONTENT) ? "" : ", " + part);
        return new PermanentFault(where + (line > 0 ? ", " + place() : "") + ": " + getMessage());
    }

    private String place() {
        return line > 0 ? "line " + line + ", column " + column : "";
    }
}
