package dev.caravan.receipt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.receipt.Receipts.Taken;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** The step of the route that takes receipts and tells their sender what became of each. */
@Component("receiptAnswer")
public class ReceiptAnswer {

    private final Receipts receipts;

    ReceiptAnswer(Receipts receipts) {
        this.receipts = receipts;
    }

    /** {@code {"received": 1, "items": [{"message_id", "delivery_id", "result"}]}}, in the order of the receipts. */
    public ObjectNode take(@Body List<Receipt> taken, @Variable("provider") String provider) {
        List<Taken> results = receipts.take(provider, taken);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("received", taken.size());
        ArrayNode items = answer.putArray("items");
        for (int i = 0; i < results.size(); i++) {
            Taken result = results.get(i);
            items.addObject()
                    .put("message_id", taken.get(i).reference())
                    .put(
                            "delivery_id",
                            result.deliveryId() == null
                                    ? null
                                    : result.deliveryId().toString())
                    .put("result", result.result());
        }
        return answer;
    }
}
