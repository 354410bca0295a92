package dev.caravan.mail;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.angus.mail.util.QPEncoderStream;

/**
 * A text in the form in which a mail carries it (RFC 2045).
 *
 * @param type the value of Content-Type
 * @param encoding the value of Content-Transfer-Encoding
 * @param bytes the encoded text, printable ASCII in lines of at most 998 characters, ended by CRLF
 */
record MimeText(String type, String encoding, byte[] bytes) {

    /** Stands in every boundary and, because this class quotes it, in no part: see {@link #alternative}. */
    private static final String BOUNDARY_MARK = "=_";

    /** RFC 5322, section 2.1.1, without the line's end. */
    private static final int LONGEST_LINE = 998;

    private static final byte[] LINE_END = {'\r', '\n'};

    /**
     * Encodes a text: as it is if it is ASCII in short lines, quoted-printable if most of it is, else base64.
     *
     * @param subtype {@code plain} or {@code html}
     */
    static MimeText of(String subtype, String text) {
        String type = "text/" + subtype + "; charset=UTF-8";
        byte[] lines = withLineEnds(text).getBytes(StandardCharsets.UTF_8);
        int foreign = 0;
        int line = 0;
        int longest = 0;
        for (byte b : lines) {
            line = b == '\n' ? 0 : line + 1;
            longest = Math.max(longest, line);
            if (b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7F) {
                foreign++;
            }
        }
        if (foreign == 0 && longest <= LONGEST_LINE && !text.contains(BOUNDARY_MARK)) {
            return new MimeText(type, "7bit", lines);
        }
        // Quoted-printable takes three bytes for a foreign one, base64 four for any three: they meet at a sixth.
        return foreign * 6 <= lines.length
                ? new MimeText(type, "quoted-printable", quotedPrintable(lines))
                : new MimeText(type, "base64", Base64.getMimeEncoder().encode(lines));
    }

    /**
     * Joins two forms of the same text, the plain one first (RFC 2046, section 5.1.4).
     *
     * @param id makes the boundary
     */
    static MimeText alternative(String id, MimeText plain, MimeText html) {
        String boundary = BOUNDARY_MARK + id;
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.bytes.length + html.bytes.length + 512);
        for (MimeText part : new MimeText[] {plain, html}) {
            String head = "--" + boundary + "\r\nContent-Type: " + part.type + "\r\nContent-Transfer-Encoding: "
                    + part.encoding + "\r\n\r\n";
            out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(part.bytes);
            out.writeBytes(LINE_END);
        }
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return new MimeText("multipart/alternative;\r\n boundary=\"" + boundary + "\"", "7bit", out.toByteArray());
    }

    /**
     * A header's text: as it is if that is safe, else as encoded words of at most 75 characters, each with whole
     * characters only (RFC 2047). Also a text that looks like an encoded word is encoded, or its reader would show
     * something else than was written.
     */
    static String header(String text) {
        boolean plain = text.length() <= 900
                && !text.contains("=?")
                && text.strip().length() == text.length()
                && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (plain) {
            // The header's name is about nine characters long.
            return MimeUtility.fold(9, text);
        }
        StringBuilder words = new StringBuilder();
        StringBuilder piece = new StringBuilder();
        int size = 0;
        for (int c : text.codePoints().toArray()) {
            int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            // 45 bytes are 60 characters in base64; with =?UTF-8?B? and ?= they make 72.
            if (size + bytes > 45) {
                words.append(word(piece)).append("\r\n ");
                piece.setLength(0);
                size = 0;
            }
            piece.appendCodePoint(c);
            size += bytes;
        }
        return words.append(word(piece)).toString();
    }

    private static String word(CharSequence piece) {
        return "=?UTF-8?B?"
                + Base64.getEncoder().encodeToString(piece.toString().getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static String withLineEnds(String text) {
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text;
        }
        StringBuilder lines = new StringBuilder(text.length() + 64);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n') {
                lines.append("\r\n");
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else {
                lines.append(c);
            }
        }
        return lines.toString();
    }

    private static byte[] quotedPrintable(byte[] lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(lines.length + lines.length / 4);
        try (QPEncoderStream quoted = new QPEncoderStream(out)) {
            quoted.write(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
