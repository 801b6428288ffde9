package io.ackwell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in a shop's own SQLite. Servers are in tests/networked. */
class TransactionTest {
    private final LianLian receiver = Samples.LIANLIAN;
    private final List<Outcome> outcomes = new ArrayList<>();
    @TempDir
    private Path folder;
    private Connection shop;

    @BeforeEach
    void open() throws SQLException {
        shop = connect();
        TransactionLedger.createTables(shop);
        TransactionLedger.createTables(shop);
        run("CREATE TABLE orders (order_no TEXT PRIMARY KEY, paid INTEGER NOT NULL)");
        run("INSERT INTO orders VALUES ('2013051500001', 0)");
    }

    @AfterEach
    void close() throws SQLException {
        shop.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
    }

    private void run(String sql) throws SQLException {
        run(shop, sql);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String sql) throws SQLException {
        try (Statement statement = shop.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            return result.getInt(1);
        }
    }

    private int paid() throws SQLException {
        return count("SELECT sum(paid) FROM orders");
    }

    private int claimed() throws SQLException {
        return count("SELECT count(*) FROM ackwell_ledger");
    }

    private static void pay(Notification notification, Connection connection) throws SQLException {
        run(connection, "UPDATE orders SET paid = paid + 1 WHERE order_no = '" + notification.orderNo() + "'");
    }

    private Acknowledgement handle(TransactionFulfilment fulfil) {
        return receiver.handleInTransaction(Samples.PAYMENT, Transactions.on(shop), fulfil, outcomes::add);
    }

    private Outcome last() {
        return outcomes.get(outcomes.size() - 1);
    }

    @Test
    void claimAndWorkAreCommittedTogetherOnce() throws SQLException {
        for (int send = 0; send < 3; send++) {
            assertTrue(handle(TransactionTest::pay).isSuccess());
        }
        assertEquals(1, paid());
        assertEquals(
                List.of(OutcomeKind.FULFILLED, OutcomeKind.REPEAT, OutcomeKind.REPEAT),
                outcomes.stream().map(Outcome::outcome).toList());
        assertEquals("2013051500001", last().orderNo());
        assertNotNull(last().notification());
        assertTrue(shop.getAutoCommit());
        try (Ledger ledger = Ledger.open("sqlite://" + folder.resolve("shop.db"))) {
            assertEquals(DeliveryState.COMMITTED, ledger.list().get(0).state());
            assertTrue(receiver.handle(Samples.PAYMENT, ledger, n -> { throw new AssertionError("again"); }).isSuccess());
        }
    }

    @Test
    void whatTheWorkThrowsRollsBothBack() throws SQLException {
        Exception shut = new IllegalStateException("the warehouse is shut");
        Acknowledgement failure = handle((notification, connection) -> {
            pay(notification, connection);
            throw shut;
        });
        assertEquals(500, failure.status());
        assertEquals(OutcomeKind.FAILED, last().outcome());
        assertEquals(Code.FULFILMENT_FAILED, last().code());
        assertSame(shut, last().cause());
        assertTrue(last().logLine().contains("the warehouse is shut"), last().logLine());
        assertEquals(0, paid());
        assertEquals(0, claimed());
        assertTrue(handle(TransactionTest::pay).isSuccess());
        assertEquals(1, paid());
    }

    @Test
    void aTransactionThatTheWorkRolledBackIsNotAcknowledged() throws SQLException {
        Acknowledgement failure = handle((notification, connection) -> {
            pay(notification, connection);
            connection.rollback();
        });
        assertEquals(503, failure.status());
        assertEquals(Code.LEDGER_UNAVAILABLE, last().code());
        assertEquals(OutcomeKind.FAILED, last().outcome());
        assertTrue(last().logLine().contains("rolled the transaction back"), last().logLine());
        assertEquals(0, claimed());
    }

    @Test
    void aConflictIsKeptAndItsWorkIsNotDone() throws SQLException {
        assertTrue(handle(TransactionTest::pay).isSuccess());
        run("UPDATE ackwell_ledger SET fingerprint = zeroblob(32), amount = '1'");
        Acknowledgement answer = handle((notification, connection) -> { throw new AssertionError("a conflict"); });
        assertFalse(answer.isSuccess());
        assertEquals(OutcomeKind.CONFLICT, last().outcome());
        assertEquals(1, count("SELECT count(*) FROM ackwell_conflict"));
        shop.setAutoCommit(false);
        Claim claim = TransactionLedger.on(shop).claim(receiver.verify(Samples.PAYMENT));
        assertEquals(Delivery.CONFLICT, claim.delivery());
        assertFalse(claim.isFirst());
        assertNotNull(claim.conflict());
        assertEquals(answer.status(), claim.outcome().acknowledgement().status());
        shop.rollback();
    }

    @Test
    void thePartsWorkInAShopsOwnTransaction() throws SQLException {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        shop.setAutoCommit(false);
        TransactionLedger ledger = TransactionLedger.on(shop);
        ledger.expectOrder(new ExpectedOrder(Provider.LIANLIAN, "1", "A-1", yesterday, Amount.of("5", "CNY")));
        shop.commit();
        OverdueOrder overdue = ledger.overdueOrders(Instant.now()).get(0);
        assertEquals("A-1", overdue.orderNo());
        assertEquals(Amount.of("5", "CNY"), overdue.amount());
        assertEquals(List.of(), ledger.overdueOrders(yesterday));
        assertTrue(ledger.resolveOrder(Provider.LIANLIAN, "1", "A-1"));
        assertFalse(ledger.resolveOrder(Provider.LIANLIAN, "1", "A-1"));
        Notification notification = receiver.verify(Samples.PAYMENT);
        Claim claim = ledger.claim(notification);
        assertTrue(claim.isFirst());
        assertNull(claim.conflict());
        assertTrue(claim.outcome().acknowledgement().isSuccess());
        assertNull(ledger.earlierPayment(notification));
        ledger.confirm(notification);
        shop.rollback();
        AckwellException gone = assertThrows(AckwellException.class, () -> ledger.confirm(notification));
        assertEquals(Code.LEDGER_UNAVAILABLE, gone.code());
        assertEquals(503, gone.acknowledgement().status());
        shop.setAutoCommit(true);
        assertEquals(0, TransactionLedger.prune(shop, Duration.ofDays(90)).deliveries());
        AckwellException early = assertThrows(
                AckwellException.class, () -> TransactionLedger.prune(shop, Duration.ofHours(1)));
        assertEquals(Code.INVALID_CONFIG, early.code());
    }

    @Test
    void aRefusedRequestBeginsNoTransaction() {
        Acknowledgement refused = receiver.handleInTransaction(
                Request.of(new byte[] {'{', '}'}, "115.236.102.36"),
                work -> { throw new AssertionError("it was begun"); },
                (notification, connection) -> {},
                outcomes::add);
        assertEquals(403, refused.status());
        assertEquals(OutcomeKind.REFUSED, last().outcome());
    }

    @Test
    void aDatabaseThatCannotBeReachedIsAFailureTheProviderComesBackAfter() throws SQLException {
        shop.close();
        assertEquals(503, handle(TransactionTest::pay).status());
        assertEquals(OutcomeKind.UNAVAILABLE, last().outcome());
        assertTrue(last().cause() instanceof SQLException);
        Acknowledgement forgotten = receiver.handleInTransaction(
                Samples.PAYMENT, work -> {}, TransactionTest::pay, outcomes::add);
        assertEquals(503, forgotten.status());
    }

    @Test
    void anotherDatabaseAndAutocommitAreRefusedWithASentence() throws SQLException {
        AckwellException mode = assertThrows(AckwellException.class, () -> TransactionLedger.on(shop));
        assertEquals(Code.INVALID_ARGUMENT, mode.code());
        assertTrue(mode.getMessage().contains("autocommit"), mode.getMessage());
        for (String as : List.of("", ";MODE=PostgreSQL", ";MODE=MySQL")) {
            try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:" + as)) {
                AckwellException other = assertThrows(AckwellException.class, () -> receiver.handleInTransaction(
                        Samples.PAYMENT, Transactions.on(h2), TransactionTest::pay, outcomes::add));
                assertEquals(Code.INVALID_ARGUMENT, other.code());
                assertTrue(other.getMessage().contains("SQLite, PostgreSQL, MySQL and MariaDB"), other.getMessage());
                assertTrue(other.getMessage().contains("\"H2\""), other.getMessage());
            }
        }
        assertEquals(List.of(), outcomes);
    }

    @Test
    void workersThatRaceFulfilOnce() throws Exception {
        AtomicInteger successes = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < 8; index++) {
            Thread thread = new Thread(() -> {
                try (Connection own = connect()) {
                    Acknowledgement answer = receiver.handleInTransaction(
                            Samples.PAYMENT, Transactions.on(own), TransactionTest::pay, outcome -> {});
                    successes.addAndGet(answer.isSuccess() ? 1 : 0);
                } catch (SQLException cause) {
                    throw new AssertionError(cause);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(8, successes.get());
        assertEquals(1, paid());
    }

    @Test
    void nothingIsLeftInTheNativeHalfOfWhatWasClaimed() {
        long before = Long.parseLong(Native.answer("count"));
        for (int send = 0; send < 100; send++) {
            handle(TransactionTest::pay);
        }
        assertEquals(before, Long.parseLong(Native.answer("count")));
    }
}
