package io.ackwell.spring;

import io.ackwell.AckwellException;
import io.ackwell.Config;
import io.ackwell.Fulfilment;
import io.ackwell.Ledger;
import io.ackwell.LianLian;
import io.ackwell.PingPong;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import io.ackwell.servlet.AckwellServlet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Receivers, a ledger, and a path for each provider, from {@link AckwellProperties}. Each bean steps
 * back where the application has its own.
 */
@AutoConfiguration(
        afterName = {
            // Boot 3 and 4 have them in different packages.
            "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        })
@EnableConfigurationProperties(AckwellProperties.class)
@ImportRuntimeHints(AckwellHints.class)
public class AckwellAutoConfiguration {
    private static final System.Logger LOG = System.getLogger("ackwell");
    private static final String SPRING_JDBC = "org.springframework.jdbc.datasource.DataSourceUtils";

    /** Makes the auto-configuration, as Spring does. */
    public AckwellAutoConfiguration() {}

    /**
     * The configuration of receivers and ledger.
     *
     * @param properties the properties
     * @return the configuration
     */
    @Bean
    @ConditionalOnMissingBean
    Config ackwellConfig(AckwellProperties properties) {
        Map<String, Map<String, Object>> document = properties.document();
        String file = properties.config();
        if (file == null) {
            return named(null, () -> Config.of(document));
        }
        if (!document.isEmpty()) {
            String message = "it names a file, and there are properties of " + document.keySet() + " too";
            throw new OptionException("ackwell.config", message, "Use one of both: the file or the properties.", null);
        }
        return named(file, () -> Config.fromFile(Path.of(file)));
    }

    /**
     * The receiver for LianLian, if it is configured.
     *
     * @param config the configuration
     * @param properties the properties
     * @return the receiver, or null
     */
    @Bean
    @ConditionalOnMissingBean
    @Nullable LianLian ackwellLianLian(Config config, AckwellProperties properties) {
        return has(config, Provider.LIANLIAN) ? named(properties.config(), config::lianlian) : null;
    }

    /**
     * The receiver for PingPong, if it is configured.
     *
     * @param config the configuration
     * @param properties the properties
     * @return the receiver, or null
     */
    @Bean
    @ConditionalOnMissingBean
    @Nullable PingPong ackwellPingPong(Config config, AckwellProperties properties) {
        return has(config, Provider.PINGPONG) ? named(properties.config(), config::pingpong) : null;
    }

    private static boolean has(Config config, Provider provider) {
        return config.providers().contains(provider);
    }

    private static <T> T named(@Nullable String file, Supplier<T> made) {
        try {
            return made.get();
        } catch (AckwellException wrong) {
            throw OptionException.of(wrong, file);
        }
    }

    /** A ledger that is opened by URL, with leases. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ackwell.transaction.enabled", havingValue = "false", matchIfMissing = true)
    static class WithLeases {
        @Bean
        @ConditionalOnMissingBean(value = Ledger.class, type = "io.ackwell.spring.TransactionalLedger")
        Ledger ackwellLedger(Config config, AckwellProperties properties) {
            return named(properties.config(), config::ledger);
        }

        @Bean
        @ConditionalOnMissingBean(Claims.class)
        Claims.Leases ackwellClaims(Ledger ledger) {
            return new Claims.Leases(ledger);
        }
    }

    /** The application's own database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ackwell.transaction.enabled", havingValue = "true")
    @ConditionalOnClass(name = SPRING_JDBC)
    static class InTransactions {
        @Bean
        @ConditionalOnMissingBean(Claims.class)
        TransactionalLedger ackwellTransactionalLedger(
                ObjectProvider<DataSource> sources,
                ObjectProvider<PlatformTransactionManager> managers,
                AckwellProperties properties) {
            DataSource source = one(sources, "DataSource", "Set spring.datasource.url, or declare a DataSource");
            PlatformTransactionManager manager = one(
                    managers, "PlatformTransactionManager", "Declare one for the DataSource, a JdbcTransactionManager for example");
            return new TransactionalLedger(source, manager, properties.transaction().createTables());
        }

        private static <T> T one(ObjectProvider<T> beans, String type, String remedy) {
            T one = beans.getIfUnique();
            if (one == null) {
                boolean none = beans.stream().findAny().isEmpty();
                throw new OptionException(
                        "ackwell.transaction.enabled",
                        none ? "there is no bean of " + type : "there is more than one bean of " + type + ", and none is @Primary",
                        none ? remedy + "." : "Make one @Primary, or declare a bean of TransactionalLedger that has the right one.",
                        null);
            }
            return one;
        }
    }

    /** Where claims in transactions are wanted and cannot be. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "ackwell.transaction.enabled", havingValue = "true")
    @ConditionalOnMissingClass(SPRING_JDBC)
    static class WithoutJdbc {
        @Bean
        @ConditionalOnMissingBean
        Claims ackwellClaims() {
            throw new OptionException(
                    "ackwell.transaction.enabled",
                    "claims in the application's own transactions need spring-jdbc, which is not on the class path",
                    "Add the dependency org.springframework.boot:spring-boot-starter-jdbc, or remove the property and set ackwell.ledger.url.",
                    null);
        }
    }

    /** An application that serves, and not with servlets. */
    @Configuration(proxyBeanMethods = false)
    @Lazy(false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnProperty(name = "ackwell.web.enabled", matchIfMissing = true)
    static class Reactive {
        Reactive() {
            throw new OptionException(
                    "ackwell.web.enabled",
                    "the application serves with WebFlux, and the paths are those of a servlet container",
                    "Add the dependency org.springframework.boot:spring-boot-starter-web, with which the application serves "
                            + "with servlets. Or set ackwell.web.enabled=false and call a receiver in a controller of "
                            + "WebFlux, as docs/quickstart-java.md shows.",
                    null);
        }
    }

    /** The paths, in a servlet container. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty(name = "ackwell.web.enabled", matchIfMissing = true)
    static class Web {
        @Bean
        @ConditionalOnMissingBean
        Handlers ackwellHandlers(
                ObjectProvider<Receiver> receivers, Claims claims, ConfigurableListableBeanFactory beans) {
            return new Handlers(receivers, claims, beans);
        }

        @Bean
        @ConditionalOnMissingBean
        AckwellFilter ackwellFilter(
                ObjectProvider<Receiver> receivers,
                Claims claims,
                Handlers handlers,
                ObjectProvider<Surrounding> surroundings,
                AckwellProperties properties,
                ApplicationEventPublisher events) {
            Map<String, AckwellServlet> servlets = new LinkedHashMap<>();
            List<Surrounding> around = surroundings.orderedStream().toList();
            receivers.orderedStream().forEach(receiver -> {
                Fulfilment fulfil = handlers::handle;
                for (Surrounding one : around) {
                    fulfil = one.around(fulfil);
                }
                String path = properties.web().path(receiver.provider());
                servlets.put(path, new Endpoint(receiver, claims, fulfil, events).servlet());
                LOG.log(System.Logger.Level.INFO, "POST {0} receives from {1}, claimed in {2}", path, receiver, claims);
            });
            if (servlets.isEmpty()) {
                throw new OptionException(
                        null,
                        "no provider is configured",
                        "Set the properties ackwell.lianlian.* or ackwell.pingpong.*, or name a file with ackwell.config.",
                        null);
            }
            return new AckwellFilter(servlets, properties.web().filterOrder());
        }
    }

    /** Where Micrometer is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
    static class Metrics {
        @Bean
        @ConditionalOnMissingBean
        AckwellMetrics ackwellMetrics(ObjectProvider<io.micrometer.core.instrument.MeterRegistry> registry) {
            return new AckwellMetrics(registry);
        }
    }

    /** Where Micrometer's observations are. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.observation.ObservationRegistry")
    static class Observed {
        @Bean
        @ConditionalOnMissingBean
        AckwellObservation ackwellObservation(
                ObjectProvider<io.micrometer.observation.ObservationRegistry> registry) {
            return new AckwellObservation(registry);
        }
    }

    /** Actuator's health of Boot 3. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnProperty(name = "management.health.ackwell.enabled", matchIfMissing = true)
    static class Health3 {
        @Bean
        @ConditionalOnMissingBean(name = "ackwellHealthIndicator")
        org.springframework.boot.actuate.health.HealthIndicator ackwellHealthIndicator(Claims claims) {
            return () -> {
                var health = new org.springframework.boot.actuate.health.Health.Builder();
                try {
                    claims.check();
                    health.up();
                } catch (RuntimeException down) {
                    health.down(down);
                }
                return health.withDetail("ledger", claims.toString()).build();
            };
        }
    }

    /** Actuator's health of Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnProperty(name = "management.health.ackwell.enabled", matchIfMissing = true)
    static class Health4 {
        @Bean
        @ConditionalOnMissingBean(name = "ackwellHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator ackwellHealthIndicator(Claims claims) {
            return () -> {
                var health = new org.springframework.boot.health.contributor.Health.Builder();
                try {
                    claims.check();
                    health.up();
                } catch (RuntimeException down) {
                    health.down(down);
                }
                return health.withDetail("ledger", claims.toString()).build();
            };
        }
    }
}
