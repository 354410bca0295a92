package dev.caravan.delivery;

import dev.caravan.notification.Queues;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The threads that deliver: each queue has its own, so that a full one cannot hold up another. */
@Configuration(proxyBeanMethods = false)
class Workers {

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor urgentWorkers(@Value("${caravan.queues.urgent.workers}") int threads) {
        return workers("urgent", threads);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor emailsWorkers(@Value("${caravan.queues.emails.workers}") int threads) {
        return workers("emails", threads);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor defaultWorkers(@Value("${caravan.queues.default.workers}") int threads) {
        return workers("default", threads);
    }

    @Bean(destroyMethod = "shutdown")
    ThreadPoolExecutor bulkWorkers(@Value("${caravan.queues.bulk.workers}") int threads) {
        return workers("bulk", threads);
    }

    private static ThreadPoolExecutor workers(String queue, int threads) {
        if (threads < 1 || !Queues.NAMES.contains(queue)) {
            throw new IllegalStateException("caravan.queues." + queue + ".workers must be at least 1");
        }
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                run -> new Thread(run, "deliver-" + queue + "-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
