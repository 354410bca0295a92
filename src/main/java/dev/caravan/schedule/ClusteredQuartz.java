package dev.caravan.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps the triggers of all {@code quartz:} routes in PostgreSQL, so that of several instances one fires, and what was missed
 * while none ran is fired at the next start (Quartz, "Configure Clustering with JDBC-JobStore").
 */
@Configuration(proxyBeanMethods = false)
class ClusteredQuartz {

    /** The same on all instances: it is how they know each other. */
    private static final String CLUSTER = "caravan";

    @Bean
    @DependsOnDatabaseInitialization
    ComponentCustomizer quartzInPostgres(DataSource dataSource) {
        Properties settings = settings(dataSource);
        return ComponentCustomizer.builder(QuartzComponent.class)
                .build(component -> component.setSchedulerFactory(new Factory(settings)));
    }

    private static Properties settings(DataSource dataSource) {
        String store = CLUSTER + "-" + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(store, new Pool(dataSource));
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", CLUSTER);
        settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.threadCount", "4");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        settings.setProperty("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        settings.setProperty("org.quartz.jobStore.dataSource", store);
        settings.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.isClustered", "true");
        settings.setProperty("org.quartz.jobStore.clusterCheckinInterval", "10000");
        settings.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
        return settings;
    }

    /** Connections of the application's own pool; Quartz must not close it. Quartz keeps this one until the process ends. */
    private static final class Pool implements ConnectionProvider {

        private volatile @Nullable DataSource dataSource;

        Pool(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        public Connection getConnection() throws SQLException {
            DataSource known = dataSource;
            if (known == null) {
                throw new SQLException("the scheduler has ended");
            }
            return known.getConnection();
        }

        @Override
        public void shutdown() {
            dataSource = null;
        }

        @Override
        public void initialize() {
            // it is ready
        }
    }

    /** Two instances in one JVM have schedulers of one name, of which Quartz would make one. */
    private static final class Factory extends StdSchedulerFactory {

        private final Properties settings;

        Factory(Properties settings) {
            this.settings = settings;
        }

        @Override
        public Scheduler getScheduler() throws SchedulerException {
            synchronized (SchedulerRepository.getInstance()) {
                Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
                SchedulerRepository.getInstance().remove(CLUSTER);
                return scheduler;
            }
        }
    }
}
