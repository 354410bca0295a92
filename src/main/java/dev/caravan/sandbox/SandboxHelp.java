package dev.caravan.sandbox;

import java.util.Arrays;

/** The foot of the page: how to have a fault on purpose. */
final class SandboxHelp {

    private static final String[][] RECIPIENTS = {
        {"fail+once@example.com", "refused once, then taken: shows a retry; fail+2@ is refused twice"},
        {"fail+temporary@example.com", "451, every time"},
        {"fail+permanent@example.com", "550, refused"},
        {"fail+unknown@example.com", "550, no such recipient"},
        {"fail+slow@example.com", "answers after five seconds; fail+silent@ never, fail+drop@ hangs up"},
        {"+7 900 555 00 03", "smsc cannot now, probe takes it: shows failover between providers"},
        {"+7 900 555 00 01", "neither SMS gateway can now; …0002 neither ever will"},
        {"+7 900 555 00 05", "smsc answers garbage; …0004 refuses with HTTP 200, …0006 never answers"},
        {"990000429", "Telegram asks to come back in two seconds, then takes it"},
        {"990000403", "Telegram: the bot was blocked; …400 chat not found, …500 and …502 Telegram is down"},
    };

    private SandboxHelp() {}

    /** @param open whether the recipients are shown at once */
    static void draw(Markup out, String base, boolean open) {
        out.add(open ? "<footer><details open>" : "<footer><details>");
        out.add("<summary>Recipients that fail on purpose</summary><table>");
        for (String[] row : RECIPIENTS) {
            out.add("<tr><th><code>{}</code></th><td>{}</td></tr>", row[0], row[1]);
        }
        out.add("</table></details><details><summary>Make a provider fail</summary>");
        out.add("<form class=\"fault\" method=\"post\" action=\"{}/fault\"><select name=\"provider\">", base);
        Faults.PROVIDERS.forEach(provider -> out.add("<option>{}</option>", provider));
        out.add("</select> is <select name=\"behaviour\">");
        Arrays.stream(Behaviour.values())
                .filter(behaviour -> behaviour != Behaviour.ACCEPT)
                .forEach(each -> out.add("<option value=\"{}\"", each.label())
                        .add(each == Behaviour.UNAVAILABLE ? " selected" : "")
                        .add(">{}</option>", each.label().replace('_', ' ')));
        out.add("</select> for <select name=\"seconds\"><option value=\"10\">10 seconds</option>");
        out.add("<option value=\"60\" selected>1 minute</option><option value=\"300\">5 minutes</option>");
        out.add("<option value=\"3600\">1 hour</option></select> <button>Do it</button></form></details></footer>");
    }
}
