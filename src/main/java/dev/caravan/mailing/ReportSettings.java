package dev.caravan.mailing;

import dev.caravan.notification.Addresses;
import dev.caravan.schedule.Cron;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is told of the mailings, and when.
 *
 * @param email empty: nobody
 * @param cron five fields, on the clock of the machine's time zone
 */
@ConfigurationProperties("caravan.report")
record ReportSettings(
        @DefaultValue("") String email,
        @DefaultValue("0 9 * * *") String cron) {

    ReportSettings {
        if (!email.isEmpty() && Addresses.email(email).isEmpty()) {
            throw new IllegalArgumentException("CARAVAN_REPORT_EMAIL must be one e-mail address");
        }
        try {
            Cron.parse(cron);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("CARAVAN_REPORT_CRON " + e.getMessage(), e);
        }
    }
}
