package dev.caravan.legacy;

import org.apache.activemq.command.ActiveMQDestination;
import org.jspecify.annotations.Nullable;

/**
 * Where a legacy system may have its answer: on a temporary queue, or on one whose name says that it is for answers. Any
 * other address would make the application write where the sender may not.
 */
public final class ReplyAddress {

    /** How the names of queues for answers begin. */
    public static final String PREFIX = "caravan.reply.";

    private ReplyAddress() {}

    /** Whether answers may go there; null, which is no address, is harmless. */
    public static boolean allowed(@Nullable ActiveMQDestination replyTo) {
        if (replyTo == null) {
            return true;
        }
        boolean named = replyTo.isQueue() && replyTo.getPhysicalName().startsWith(PREFIX);
        return !replyTo.isComposite() && (replyTo.isTemporary() || named);
    }
}
