package io.ackwell;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * How a shop runs a transaction of its own database, for
 * {@link Receiver#handleInTransaction(Request, Transactions, TransactionFulfilment, Consumer)}.
 *
 * <pre>{@code
 * // Spring's, which other work of the same transaction takes part in.
 * Transactions spring = work -> template.executeWithoutResult(status -> {
 *     work.accept(DataSourceUtils.getConnection(dataSource));
 *     if (status.isRollbackOnly()) {
 *         throw new IllegalStateException("the transaction is marked as rollback-only");
 *     }
 * });
 * }</pre>
 */
@FunctionalInterface
public interface Transactions {
    /**
     * Begins a transaction, runs the work on its connection, and commits; rolls back if the work throws.
     *
     * @param work claims and fulfils; what it throws is to be thrown on
     * @throws Exception what the work threw, or why the transaction could not be begun or committed:
     *     whenever it was not committed
     */
    void run(Consumer<Connection> work) throws Exception;

    /**
     * On a connection of a pool, which is returned to it afterwards.
     *
     * @param source the pool, or whatever has connections
     * @return how to run a transaction
     */
    static Transactions of(DataSource source) {
        return work -> {
            try (Connection connection = source.getConnection()) {
                on(connection).run(work);
            }
        };
    }

    /**
     * On a connection. Its autocommit mode is switched off meanwhile. If that is off already, what was
     * begun before is committed, or rolled back, with it.
     *
     * @param connection the connection, which stays open
     * @return how to run a transaction
     */
    static Transactions on(Connection connection) {
        return work -> {
            boolean autocommit = connection.getAutoCommit();
            if (autocommit) {
                connection.setAutoCommit(false);
            }
            try {
                work.accept(connection);
                connection.commit();
            } catch (Throwable thrown) {
                try {
                    connection.rollback();
                    restore(connection, autocommit);
                } catch (SQLException lost) {
                    // Not restored either: that would commit what could not be rolled back.
                    thrown.addSuppressed(lost);
                }
                throw thrown;
            }
            restore(connection, autocommit);
        };
    }

    private static void restore(Connection connection, boolean autocommit) {
        try {
            if (autocommit) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException broken) {
            // What was committed stays so. Whoever uses the connection next hears of it.
        }
    }
}
