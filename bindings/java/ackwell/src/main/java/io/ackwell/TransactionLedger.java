package io.ackwell;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in the shop's own database, through its own JDBC connection to SQLite, PostgreSQL, MySQL
 * or MariaDB: claim and work are one transaction, so that each notification is fulfilled <b>exactly
 * once</b>, whatever crashes.
 *
 * <p>{@link Receiver#handleInTransaction(Request, javax.sql.DataSource, TransactionFulfilment)} does all
 * of it. These are the parts, for a transaction that the shop has begun and commits itself. The tables
 * are the ledger's: {@code ackwell ledger list} and workers with leases see the same rows.
 */
public final class TransactionLedger {
    private final Connection connection;
    private final String database;

    private TransactionLedger(Connection connection, boolean autocommit) throws SQLException {
        this.connection = connection;
        this.database = Native.answer("dialect", connection.getMetaData().getDatabaseProductName(), autocommit);
    }

    /**
     * The ledger in the transaction that a connection has open.
     *
     * @param connection the connection, whose autocommit mode is off
     * @return the ledger
     * @throws AckwellException {@link Code#INVALID_ARGUMENT} if the database is not one of those that
     *     are known, or the connection is in autocommit mode
     * @throws SQLException what the database or its driver reports
     */
    public static TransactionLedger on(Connection connection) throws SQLException {
        return new TransactionLedger(connection, connection.getAutoCommit());
    }

    /**
     * Creates the ledger's tables where they are not there. {@code ackwell ledger migrate} does so too.
     *
     * @param connection a connection in any mode; one without autocommit is to be committed
     * @throws AckwellException {@link Code#INVALID_ARGUMENT} as for {@link #on}
     * @throws SQLException what the database or its driver reports
     */
    public static void createTables(Connection connection) throws SQLException {
        TransactionLedger ledger = new TransactionLedger(connection, false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : Members.read(Native.answer("statements", ledger.database)).words("schema")) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Removes what has not changed for longer than the retention. Run it once a day.
     *
     * @param connection a connection in autocommit mode, because each statement is a separate step
     * @param retention 90 days, for example; not shorter than a provider sends again
     * @return how much was removed
     * @throws AckwellException {@link Code#INVALID_CONFIG} if a provider may still send what would be
     *     removed, {@link Code#INVALID_ARGUMENT} if the database is not one of those that are known
     * @throws SQLException what the database or its driver reports
     */
    public static Pruned prune(Connection connection, Duration retention) throws SQLException {
        TransactionLedger ledger = new TransactionLedger(connection, false);
        return Pruned.of(ledger.run("prune", retention.toMillis()).one("pruned"));
    }

    /**
     * Claims a delivery. If it is the first, do the work in the same transaction, {@link #confirm} it,
     * and commit.
     *
     * @param notification what a receiver verified
     * @return what the ledger reports
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE} if the tables hold what this version did
     *     not write
     * @throws SQLException what the database or its driver reports: roll back
     */
    public Claim claim(Notification notification) throws SQLException {
        Members claimed = about("claim", notification);
        Members conflict = claimed.find("conflict");
        return new Claim(
                Delivery.of(claimed.text("delivery")),
                Handling.outcome(claimed.one("outcome"), notification, null),
                conflict == null ? null : Conflict.of(conflict));
    }

    /**
     * Makes sure, after the work and before the commit, that the claim is still part of the
     * transaction. PostgreSQL rolls back on COMMIT without an error where a statement failed and the
     * work went on, and MySQL has rolled back after a deadlock.
     *
     * @param notification the notification that was fulfilled
     * @throws AckwellException {@link Code#LEDGER_UNAVAILABLE} if the claim is gone: roll back
     * @throws SQLException what the database or its driver reports: roll back
     */
    public void confirm(Notification notification) throws SQLException {
        about("confirm", notification);
    }

    /**
     * The first payment of the same order by another transaction that was committed before. Ask in the
     * work, before you ship: see {@link Ledger#earlierPayment}.
     *
     * @param notification the notification that is being fulfilled
     * @return the payment, or null
     * @throws SQLException what the database or its driver reports
     */
    public @Nullable EarlierPayment earlierPayment(Notification notification) throws SQLException {
        Members payment = about("earlier_payment", notification).find("earlier_payment");
        return payment == null ? null : EarlierPayment.of(payment);
    }

    /**
     * Writes down an order that waits for a notification, as {@link Ledger#expectOrder}. In the
     * transaction that places the order, both are kept or neither.
     *
     * @param order the order
     * @throws SQLException what the database or its driver reports
     */
    public void expectOrder(ExpectedOrder order) throws SQLException {
        run("expect_order", order.parts());
    }

    /**
     * Resolves an order because the provider was asked.
     *
     * @param provider the provider
     * @param merchantId the shop's number there
     * @param orderNo the shop's own order number
     * @return whether it waited
     * @throws SQLException what the database or its driver reports
     */
    public boolean resolveOrder(Provider provider, String merchantId, String orderNo) throws SQLException {
        return Boolean.TRUE.equals(run("resolve_order", provider.text(), merchantId, orderNo).findFlag("done"));
    }

    /**
     * The orders whose notification should have come by a moment and did not: ask the provider. Those
     * that are due longest come first, at most 10,000.
     *
     * @param now the moment
     * @return the orders
     * @throws SQLException what the database or its driver reports
     */
    public List<OverdueOrder> overdueOrders(Instant now) throws SQLException {
        return run("overdue_orders", now.toEpochMilli()).many("orders", OverdueOrder::of);
    }

    private Members about(String what, Notification notification) throws SQLException {
        try {
            return run(what, notification.receiverNumber(), notification.packed());
        } finally {
            Reference.reachabilityFence(notification);
        }
    }

    /** Runs what the native half says, statement by statement, until it is over. */
    private Members run(String what, @Nullable Object... about) throws SQLException {
        @Nullable Object[] begun = new Object[2 + about.length];
        begun[0] = what;
        begun[1] = database;
        System.arraycopy(about, 0, begun, 2, about.length);
        String operation = Native.answer("operation", begun);
        try {
            String rows = "";
            while (true) {
                Members step = Members.read(Native.answer("next_step", operation, rows));
                Members statement = step.find("run");
                if (statement == null) {
                    return step;
                }
                rows = Json.write(execute(statement));
            }
        } finally {
            Native.answer("close", operation);
        }
    }

    /** The rows of a statement, or how many it changed. */
    private List<List<@Nullable Object>> execute(Members run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(run.text("sql"))) {
            int place = 0;
            for (Object value : run.list("values")) {
                set(statement, ++place, value);
            }
            if (!Boolean.TRUE.equals(run.findFlag("reads"))) {
                return List.of(List.of(statement.executeUpdate()));
            }
            try (ResultSet result = statement.executeQuery()) {
                List<List<@Nullable Object>> rows = new ArrayList<>();
                while (result.next()) {
                    List<@Nullable Object> cells = new ArrayList<>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        cells.add(cell(result.getObject(column)));
                    }
                    rows.add(cells);
                }
                return rows;
            }
        }
    }

    private static void set(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value instanceof Map<?, ?> bytes) {
            statement.setBytes(place, HexFormat.of().parseHex((String) bytes.get("hex")));
        } else if (value instanceof Number number) {
            statement.setLong(place, number.longValue());
        } else if (value == null) {
            statement.setNull(place, Types.VARCHAR);
        } else {
            statement.setString(place, (String) value);
        }
    }

    /** As a text, which the native half takes of a number too: drivers differ in what they make of it. */
    private static @Nullable String cell(@Nullable Object cell) {
        if (cell instanceof byte[] text) {
            return new String(text, StandardCharsets.UTF_8);
        }
        return cell == null ? null : cell.toString();
    }
}
