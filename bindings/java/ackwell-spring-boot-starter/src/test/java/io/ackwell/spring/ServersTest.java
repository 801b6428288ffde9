package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.LianLian;
import io.ackwell.Outcome;
import io.ackwell.OutcomeKind;
import io.ackwell.Request;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** The recipes and the claims on real servers, whose URLs tests/networked has: empty databases. */
@EnabledIfEnvironmentVariable(named = "ACKWELL_TEST_JDBC", matches = ".+")
class ServersTest {
    private static final int AT_ONCE = 8;

    static Stream<String> urls() {
        return Stream.of(System.getenv("ACKWELL_TEST_JDBC").split(" "));
    }

    @ParameterizedTest
    @MethodSource("urls")
    void many_at_once_are_fulfilled_exactly_once(String url) throws Exception {
        String vendor = url.split(":")[1];
        Flyway flyway = Flyway.configure().dataSource(url, null, null).locations("classpath:io/ackwell/flyway/" + vendor).load();
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(1);
        try (var connection = DriverManager.getConnection(url);
                var liquibase = new Liquibase("io/ackwell/liquibase/ackwell.xml", new ClassLoaderResourceAccessor(),
                        new JdbcConnection(connection))) {
            // Where Flyway was before: the tables are there already.
            liquibase.update("");
        }
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class))
                .withUserConfiguration(TransactionalLedgerTest.Database.class, TransactionalLedgerTest.Orders.class)
                .withPropertyValues(Samples.lianlian().toArray(String[]::new))
                .withPropertyValues("ackwell.transaction.enabled=true", "url=" + url)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                    TransactionalLedger ledger = context.getBean(TransactionalLedger.class);
                    var orders = context.getBean(TransactionalLedgerTest.Orders.class);
                    Request request = Request.of(Samples.PAYMENT.getBytes(StandardCharsets.UTF_8), Samples.PEER);
                    LianLian receiver = context.getBean(LianLian.class);
                    Collection<Outcome> outcomes = new ConcurrentLinkedQueue<>();

                    ledger.handle(receiver, request, orders::payAndFail, outcomes::add);
                    assertThat(outcomes).extracting(Outcome::outcome).containsExactly(OutcomeKind.FAILED);
                    outcomes.clear();

                    CountDownLatch begin = new CountDownLatch(1);
                    List<Thread> threads = new ArrayList<>();
                    for (int index = 0; index < AT_ONCE; index++) {
                        Thread thread = new Thread(() -> {
                            try {
                                begin.await();
                            } catch (InterruptedException stopped) {
                                return;
                            }
                            ledger.handle(receiver, request, orders::pay, outcomes::add);
                        });
                        thread.start();
                        threads.add(thread);
                    }
                    begin.countDown();
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    assertThat(outcomes).hasSize(AT_ONCE);
                    assertThat(outcomes).extracting(Outcome::outcome)
                            .containsOnlyOnce(OutcomeKind.FULFILLED)
                            .allMatch(outcome -> outcome == OutcomeKind.FULFILLED || outcome == OutcomeKind.REPEAT);
                    assertThat(jdbc.queryForObject("SELECT count(*) FROM paid", Integer.class)).isEqualTo(1);
                });
    }
}
