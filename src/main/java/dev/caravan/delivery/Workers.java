package dev.caravan.delivery;

import dev.caravan.notification.Queues;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The threads that deliver: each queue has its own, so that a full one cannot hold up another. Their priorities hold where
 * the JVM was told to mind them, as {@link dev.caravan.launch.Launch} does.
 */
@Configuration(proxyBeanMethods = false)
class Workers {

    private static final int CAN_WAIT_A_LITTLE = 3;

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor urgentWorkers(@Value("${caravan.queues.urgent.workers}") int threads) {
        return workers("urgent", threads, Thread.NORM_PRIORITY);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor emailsWorkers(@Value("${caravan.queues.emails.workers}") int threads) {
        return workers("emails", threads, CAN_WAIT_A_LITTLE);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor defaultWorkers(@Value("${caravan.queues.default.workers}") int threads) {
        return workers("default", threads, CAN_WAIT_A_LITTLE);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor bulkWorkers(@Value("${caravan.queues.bulk.workers}") int threads) {
        return workers("bulk", threads, Thread.MIN_PRIORITY);
    }

    private static ThreadPoolExecutor workers(String queue, int threads, int priority) {
        if (threads < 1 || !Queues.NAMES.contains(queue)) {
            throw new IllegalStateException("caravan.queues." + queue + ".workers must be at least 1");
        }
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
                    Thread thread = new Thread(run, "deliver-" + queue + "-" + number.incrementAndGet());
                    thread.setPriority(priority);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
