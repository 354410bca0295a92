package dev.caravan.console.clients;

import dev.caravan.console.Page;

/** Why a row of a file was refused. */
public final class Refusal {

    private Refusal() {}

    /** A reason in the reader's language. It begins with the column to blame, which has no other name, unless it is the whole row. */
    public static String said(String reason, Page page) {
        String words = reason.substring(reason.indexOf(' ') + 1);
        String said = page.said(words);
        return said.equals(words) ? page.said(reason) : reason.substring(0, reason.length() - words.length()) + said;
    }
}
