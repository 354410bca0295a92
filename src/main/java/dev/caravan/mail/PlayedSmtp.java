package dev.caravan.mail;

import dev.caravan.mail.SmtpFailure.Stage;
import dev.caravan.provider.PlayedAnswer;
import dev.caravan.provider.PlayedProvider;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** A mail server, played: its replies, to the recipient's address, are read as in earnest. */
@Component
class PlayedSmtp implements PlayedProvider {

    private final SmtpFaults faults;

    PlayedSmtp(SmtpSettings settings, Clock clock) {
        this.faults = new SmtpFaults(settings, clock);
    }

    @Override
    public boolean plays(Endpoint endpoint, String name) {
        return endpoint.getEndpointUri().startsWith("smtp");
    }

    @Override
    public void answer(PlayedAnswer answer, Endpoint endpoint, Exchange exchange) throws Exception {
        MimeMessage message = exchange.getMessage().getBody(MimeMessage.class);
        Parcel parcel = Parcel.of(message);
        if (answer.ok()) {
            exchange.getMessage().setHeader("CamelMailMessageId", message.getMessageID());
            return;
        }
        try {
            answer.failIfNobodyAnswers();
        } catch (IOException e) {
            throw faults.fault(new SmtpFailure(Stage.CONNECT, e.getMessage(), e), parcel);
        }
        String text = answer.status() + " " + (answer.body() == null ? "" : answer.body());
        throw faults.fault(new SmtpFailure(Stage.RECIPIENT, new SmtpReply(answer.status(), text)), parcel);
    }
}
