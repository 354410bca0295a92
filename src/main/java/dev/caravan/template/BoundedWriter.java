package dev.caravan.template;

import java.io.IOException;
import java.io.Writer;

/** Passes on at most {@link #LIMIT} characters, then fails. */
final class BoundedWriter extends Writer {

    static final int LIMIT = 1024 * 1024;

    private final Writer out;
    private int left = LIMIT;

    BoundedWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        count(length);
        out.write(chars, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        count(length);
        out.write(text, offset, length);
    }

    @Override
    public void write(int character) throws IOException {
        count(1);
        out.write(character);
    }

    private void count(int length) {
        left -= length;
        if (left < 0) {
            throw new TemplateError("the text grows longer than " + LIMIT + " characters");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
