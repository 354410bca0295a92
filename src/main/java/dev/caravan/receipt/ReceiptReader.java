package dev.caravan.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.receipt.Receipt.Status;
import dev.caravan.store.TimeOrderedId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads receipts in the canonical shape, one or an array of them. */
@Component("receiptReader")
public class ReceiptReader {

    private static final int MOST = 1_000;
    private static final Set<String> FIELDS = Set.of("message_id", "delivery_id", "status", "error", "time");
    private static final List<Status> STATUSES =
            Arrays.stream(Status.values()).filter(s -> s != Status.DELAYED).toList();

    /** @throws Problem 400, naming every bad field of every receipt */
    public List<Receipt> read(@Body JsonNode body) {
        if (!body.isArray()) {
            Fields fields = new Fields(body);
            if (!body.isObject()) {
                throw Problem.badRequest("The body must be a receipt, a JSON object, or an array of receipts.");
            }
            Receipt receipt = receipt(fields);
            fields.check(FieldNames.CANONICAL);
            return List.of(receipt);
        }
        if (body.size() > MOST) {
            throw Problem.badRequest("At most " + MOST + " receipts are taken at a time.");
        }
        Fields all = new Fields(body);
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            String name = "[" + i + "]";
            if (body.get(i).isObject()) {
                receipts.add(receipt(all.in(body.get(i), name)));
            } else {
                all.refuse(name, "must be an object");
            }
        }
        all.check(FieldNames.CANONICAL);
        return receipts;
    }

    private static Receipt receipt(Fields fields) {
        fields.refuseAllBut(FIELDS);
        String message = fields.line("message_id", 255);
        String delivery = fields.line("delivery_id", 255);
        if (fields.get("message_id") == null && fields.get("delivery_id") == null) {
            fields.refuse("message_id", "is required unless delivery_id is given");
        } else if (delivery != null && TimeOrderedId.parse(delivery).isEmpty()) {
            fields.refuse("delivery_id", "is not an id of a delivery");
        } else if (message != null && message.isBlank()) {
            fields.refuse("message_id", "must not be empty");
        }
        String error = fields.text("error", 2_000);
        Instant time = fields.time("time");
        String reference = delivery != null ? delivery : message;
        return Receipt.of(String.valueOf(reference), status(fields), error, time);
    }

    private static Status status(Fields fields) {
        @Nullable String text = fields.text("status", 50);
        for (Status status : STATUSES) {
            if (status.toString().equals(text)) {
                return status;
            }
        }
        if (fields.get("status") == null || text != null) {
            fields.refuse(
                    "status",
                    (text == null ? "is required; one of " : "must be one of ")
                            + String.join(
                                    ", ",
                                    STATUSES.stream().map(Status::toString).toList()));
        }
        return Status.DELIVERED;
    }
}
