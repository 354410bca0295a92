package dev.caravan.routing;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQPrefetchPolicy;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.camel.component.activemq.ActiveMQComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.support.converter.MessageConversionException;
import org.springframework.jms.support.converter.MessageConverter;

/** How routes speak to the broker: transacted, text only, headers of nobody. */
@Configuration(proxyBeanMethods = false)
class BrokerClient {

    @Bean
    ActiveMQConnectionFactory brokerConnections(
            @Value("${spring.activemq.broker-url}") String url,
            @Value("${spring.activemq.user:}") String user,
            @Value("${spring.activemq.password:}") String password) {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
        factory.setUserName(user);
        factory.setPassword(password);
        // A parcel that waits in one worker's prefetch is one that an idle worker cannot have.
        ActiveMQPrefetchPolicy prefetch = new ActiveMQPrefetchPolicy();
        prefetch.setQueuePrefetch(1);
        factory.setPrefetchPolicy(prefetch);
        // Postgres dispatches again what is lost here, so the broker tries on and parks nothing of ours.
        RedeliveryPolicy redelivery = new RedeliveryPolicy();
        redelivery.setMaximumRedeliveries(5);
        redelivery.setInitialRedeliveryDelay(1_000);
        redelivery.setUseExponentialBackOff(true);
        redelivery.setBackOffMultiplier(2);
        redelivery.setMaximumRedeliveryDelay(60_000);
        factory.setRedeliveryPolicy(redelivery);
        // A legacy system's request is nowhere but in the broker: it comes again until the store can take it.
        RedeliveryPolicy patient = redelivery.copy();
        patient.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        patient.setMaximumRedeliveryDelay(15_000);
        factory.getRedeliveryPolicyMap().put(new ActiveMQQueue("caravan.inbound"), patient);
        // What came behind one that has to come again does not wait for it.
        factory.setNonBlockingRedelivery(true);
        factory.setTrustAllPackages(false);
        factory.setTrustedPackages(List.of());
        factory.setWatchTopicAdvisories(false);
        return factory;
    }

    @Bean
    ActiveMQComponent activemq(ActiveMQConnectionFactory brokerConnections) {
        ActiveMQComponent component = new ActiveMQComponent();
        component.setConnectionFactory(brokerConnections);
        component.setTemplateConnectionFactory(new LastingConnections(brokerConnections, 8));
        component.setTrustAllPackages(false);
        // Without these a consumer acknowledges before its route has run: a message whose route throws is gone.
        component.setTransacted(true);
        component.setLazyCreateTransactionManager(false);
        component.setCacheLevelName("CACHE_CONSUMER");
        component.setAcceptMessagesWhileStopping(false);
        component.setRecoveryInterval(1_000);
        component.setMessageConverter(new TextOnly());
        component.setHeaderFilterStrategy(AllowedHeaders.NONE);
        // What a parcel's JMSReplyTo names gets nothing. A route that answers says disableReplyTo=false.
        component.setDisableReplyTo(true);
        component.setTransferExchange(false);
        component.setTransferException(false);
        component.setMessageListenerContainerFactory(SharedTransaction::new);
        return component;
    }

    /** Refuses serialised Java on both sides: reading it runs code of its sender's choice (CVE-2026-40860, 43866). */
    static final class TextOnly implements MessageConverter {

        @Override
        public Message toMessage(Object body, Session session) throws JMSException {
            if (body instanceof String text) {
                return session.createTextMessage(text);
            }
            throw new MessageConversionException("only text is sent to a queue");
        }

        /**
         * What is no text in UTF-8 has no body, and its route says what becomes of it. It must not throw: Camel reads the
         * body whenever a step looks at the message, and no step could put it aside.
         */
        @Override
        public @Nullable Object fromMessage(Message message) {
            try {
                if (message instanceof TextMessage text) {
                    return text.getText();
                }
                if (message instanceof BytesMessage bytes) {
                    byte[] content = new byte[Math.toIntExact(bytes.getBodyLength())];
                    bytes.reset();
                    bytes.readBytes(content);
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString();
                }
            } catch (JMSException | CharacterCodingException e) {
                return null;
            }
            return null;
        }
    }
}
