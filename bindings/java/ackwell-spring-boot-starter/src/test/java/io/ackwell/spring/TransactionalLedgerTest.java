package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ackwell.Acknowledgement;
import io.ackwell.Delivery;
import io.ackwell.Fulfilment;
import io.ackwell.LianLian;
import io.ackwell.Notification;
import io.ackwell.Outcome;
import io.ackwell.OutcomeKind;
import io.ackwell.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** Claims in the transactions of the application's own database. */
class TransactionalLedgerTest {
    @TempDir
    Path folder;

    private String url;
    private ApplicationContextRunner shop;

    @BeforeEach
    void begin() {
        url = "jdbc:sqlite:" + folder.resolve("shop.db");
        shop = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class))
                .withUserConfiguration(Database.class, Orders.class)
                .withPropertyValues(Samples.lianlian().toArray(String[]::new))
                .withPropertyValues("ackwell.transaction.enabled=true");
    }

    @Configuration
    @EnableTransactionManagement
    static class Database {
        @Bean
        DataSource dataSource(org.springframework.core.env.Environment environment) {
            return new DriverManagerDataSource(environment.getProperty("url"));
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource source) {
            return new JdbcTransactionManager(source);
        }

        @Bean
        JdbcTemplate jdbc(DataSource source) {
            return new JdbcTemplate(source);
        }
    }

    static class Orders {
        private final JdbcTemplate jdbc;
        private final TransactionalLedger ledger;

        Orders(JdbcTemplate jdbc, TransactionalLedger ledger) {
            this.jdbc = jdbc;
            this.ledger = ledger;
            jdbc.execute("CREATE TABLE IF NOT EXISTS paid (order_no TEXT)");
        }

        @Transactional
        public void pay(Notification notification) {
            jdbc.update("INSERT INTO paid VALUES (?)", notification.orderNo());
        }

        @Transactional
        public void payAndFail(Notification notification) {
            pay(notification);
            throw new IllegalStateException("the warehouse is closed");
        }

        @Transactional
        public Delivery claimed(Notification notification) throws Exception {
            var current = ledger.current();
            Delivery delivery = current.claim(notification).delivery();
            assertThat(current.earlierPayment(notification)).isNull();
            pay(notification);
            current.confirm(notification);
            return delivery;
        }
    }

    /** A shop whose tables are there, and how often an order is paid in it. */
    private record Running(TransactionalLedger ledger, LianLian receiver, Orders orders, JdbcTemplate jdbc) {
        Outcome handle(Fulfilment fulfil) {
            return handle(Samples.PAYMENT, fulfil);
        }

        Outcome handle(String body, Fulfilment fulfil) {
            List<Outcome> outcomes = new ArrayList<>();
            Request request = Request.of(body.getBytes(StandardCharsets.UTF_8), Samples.PEER);
            Acknowledgement answer = ledger.handle(receiver, request, fulfil, outcomes::add);
            assertThat(outcomes).singleElement();
            assertThat(answer.isSuccess()).isEqualTo(outcomes.get(0).code() == null);
            return outcomes.get(0);
        }

        int paid() {
            return jdbc.queryForObject("SELECT count(*) FROM paid", Integer.class);
        }
    }

    private void run(ApplicationContextRunner with, Consumer<Running> test) {
        with.withPropertyValues("url=" + url).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(new Running(
                    context.getBean(TransactionalLedger.class),
                    context.getBean(LianLian.class),
                    context.getBean(Orders.class),
                    context.getBean(JdbcTemplate.class)));
        });
    }

    private ApplicationContextRunner withTables() {
        return shop.withPropertyValues("ackwell.transaction.create-tables=true");
    }

    @Test
    void claim_and_work_are_one_transaction() {
        run(withTables(), running -> {
            Outcome failed = running.handle(running.orders::payAndFail);
            assertThat(failed.outcome()).isEqualTo(OutcomeKind.FAILED);
            assertThat(failed.cause()).hasMessage("the warehouse is closed");
            assertThat(running.paid()).isZero();
            assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.FULFILLED);
            assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.REPEAT);
            assertThat(running.handle(Samples.PAYMENT.replace("210.97", "999.97"), running.orders::pay).outcome())
                    .isEqualTo(OutcomeKind.REFUSED);
            assertThat(running.paid()).isEqualTo(1);
        });
        // Another process, later.
        run(shop, running -> assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.REPEAT));
    }

    @Test
    void work_that_hides_its_failure_is_not_acknowledged() {
        run(withTables(), running -> {
            Outcome failed = running.handle(notification -> {
                try {
                    running.orders.payAndFail(notification);
                } catch (IllegalStateException hidden) {
                    // Spring has marked the transaction, which can only roll back.
                }
            });
            assertThat(failed.outcome()).isNotEqualTo(OutcomeKind.FULFILLED);
            assertThat(failed.logLine()).contains("rollback-only");
            assertThat(running.paid()).isZero();
        });
    }

    @Test
    void a_method_of_the_application_may_claim_in_its_own_transaction() {
        run(withTables(), running -> {
            Notification payment = running.receiver.verify(
                    Request.of(Samples.PAYMENT.getBytes(StandardCharsets.UTF_8), Samples.PEER));
            assertThatThrownBy(running.ledger::current).hasMessageContaining("@Transactional");
            try {
                assertThat(running.orders.claimed(payment)).isEqualTo(Delivery.FIRST);
            } catch (Exception cause) {
                throw new AssertionError(cause);
            }
            assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.REPEAT);
            assertThat(running.paid()).isEqualTo(1);
        });
    }

    @Test
    void a_database_that_it_does_not_know_is_refused() {
        for (String mode : List.of("", ";MODE=PostgreSQL", ";MODE=MySQL")) {
            withTables().withPropertyValues("url=jdbc:h2:mem:shop" + mode).run(context -> {
                assertThat(context.getStartupFailure()).isInstanceOf(OptionException.class);
                assertThat(context.getStartupFailure()).hasMessageContaining("H2");
            });
        }
    }

    @Test
    void a_database_that_is_missing_or_not_the_only_one_is_named() {
        ApplicationContextRunner bare = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class))
                .withPropertyValues(Samples.lianlian().toArray(String[]::new))
                .withPropertyValues("ackwell.transaction.enabled=true", "url=" + url);
        assertRefused(bare, "there is no bean of DataSource", "spring.datasource.url");
        assertRefused(bare.withBean(DataSource.class, DriverManagerDataSource::new),
                "there is no bean of PlatformTransactionManager", "JdbcTransactionManager");
        assertRefused(bare.withBean("one", DataSource.class, DriverManagerDataSource::new)
                        .withBean("other", DataSource.class, DriverManagerDataSource::new),
                "more than one bean of DataSource", "@Primary");
    }

    private static void assertRefused(ApplicationContextRunner shop, String reason, String remedy) {
        shop.run(context -> {
            OptionException refused = PropertiesTest.problem(context.getStartupFailure());
            assertThat(refused.property()).isEqualTo("ackwell.transaction.enabled");
            assertThat(refused).hasMessageContaining(reason);
            assertThat(refused.remedy()).contains(remedy);
        });
    }

    @Test
    void missing_tables_are_reported_at_the_start() {
        shop.withPropertyValues("url=" + url).run(context -> {
            assertThat(context.getStartupFailure()).isInstanceOf(OptionException.class);
            assertThat(((OptionException) context.getStartupFailure()).remedy())
                    .contains("Flyway or Liquibase", "ackwell.transaction.create-tables=true");
        });
    }

    @Test
    void flyway_creates_the_tables() {
        // Boot puts the database's name into {vendor}.
        Flyway flyway = Flyway.configure().dataSource(url, "", "").locations("classpath:io/ackwell/flyway/sqlite").load();
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(1);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
        run(shop, running -> assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.FULFILLED));
    }

    @Test
    void liquibase_creates_the_tables() throws Exception {
        for (int times = 0; times < 2; times++) {
            try (var connection = DriverManager.getConnection(url);
                    var liquibase = new Liquibase("io/ackwell/liquibase/ackwell.xml", new ClassLoaderResourceAccessor(),
                            new JdbcConnection(connection))) {
                liquibase.update("");
            }
        }
        run(shop, running -> assertThat(running.handle(running.orders::pay).outcome()).isEqualTo(OutcomeKind.FULFILLED));
    }

    @Test
    void the_recipes_have_every_database() {
        assertThat(Stream.of("postgresql", "mysql", "mariadb", "sqlite")
                        .map(vendor -> "/io/ackwell/flyway/" + vendor + "/R__ackwell.sql"))
                .allSatisfy(name -> assertThat(getClass().getResource(name)).isNotNull());
    }
}
