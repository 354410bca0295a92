package dev.caravan.bounce;

import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The content of a part, for taking it apart without the content handlers that are found at run time. */
record PartSource(Part part) implements DataSource {

    @Override
    public InputStream getInputStream() throws IOException {
        try {
            return part.getInputStream();
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        throw new UnsupportedOperationException("is only read");
    }

    @Override
    public String getContentType() {
        try {
            return part.getContentType();
        } catch (MessagingException e) {
            return "application/octet-stream";
        }
    }

    @Override
    public String getName() {
        return "part";
    }
}
