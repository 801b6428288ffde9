package io.ackwell.spring;

import io.ackwell.Acknowledgement;
import io.ackwell.AckwellException;
import io.ackwell.Fulfilment;
import io.ackwell.Outcome;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.TransactionLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger in the application's own {@link DataSource}: a delivery is claimed in the Spring
 * transaction that its handler's work takes part in, so that it is fulfilled <b>exactly once</b>,
 * whatever crashes. The bean is there with {@code ackwell.transaction.enabled=true}.
 */
public final class TransactionalLedger implements Claims, SmartInitializingSingleton {
    private final DataSource source;
    private final TransactionTemplate template;
    private final boolean createTables;

    /**
     * The ledger in a database.
     *
     * @param source SQLite, PostgreSQL, MySQL or MariaDB
     * @param manager runs the transactions of that database
     * @param createTables whether the tables are created at the start where they are not there
     */
    public TransactionalLedger(DataSource source, PlatformTransactionManager manager, boolean createTables) {
        this.source = source;
        this.createTables = createTables;
        this.template = new TransactionTemplate(manager);
        // Committed when it returns, whatever the caller has open.
        this.template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * The ledger in the Spring transaction that is open: to claim in a method of your own, to look for an
     * {@link TransactionLedger#earlierPayment earlier payment} in a handler, or to write down an
     * {@link TransactionLedger#expectOrder expected order} where it is placed.
     *
     * @return the ledger, which ends with the transaction
     * @throws IllegalStateException if there is no transaction
     * @throws AckwellException if the database is not one of those that are known, or the transaction is
     *     that of another database
     * @throws SQLException what the database or its driver reports
     */
    public TransactionLedger current() throws SQLException {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("no transaction is open: the method that calls needs @Transactional");
        }
        Connection connection = DataSourceUtils.getConnection(source);
        try {
            return TransactionLedger.on(connection);
        } finally {
            // It stays with its transaction. One of another transaction was refused.
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    /** The connection of {@link #current}. */
    Connection connection() throws SQLException {
        current();
        Connection connection = DataSourceUtils.getConnection(source);
        DataSourceUtils.releaseConnection(connection, source);
        return connection;
    }

    /** Does all of it in one new transaction. */
    @Override
    public Acknowledgement handle(
            Receiver receiver, Request request, Fulfilment fulfil, Consumer<? super Outcome> observer) {
        return receiver.handleInTransaction(
                request, this::run, (notification, connection) -> fulfil.fulfil(notification), observer);
    }

    private void run(Consumer<Connection> work) {
        template.executeWithoutResult(status -> {
            Connection connection = DataSourceUtils.getConnection(source);
            try {
                work.accept(connection);
            } finally {
                DataSourceUtils.releaseConnection(connection, source);
            }
            if (status.isRollbackOnly()) {
                throw new IllegalStateException("the transaction is marked as rollback-only");
            }
        });
    }

    /** Refuses a database that it cannot be in, when everything else that starts with it has run. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            if (createTables) {
                run(connection -> unchecked(() -> TransactionLedger.createTables(connection)));
            }
            check();
        } catch (AckwellException wrong) {
            throw new OptionException("ackwell.transaction.enabled", wrong.getMessage(), wrong.remedy(), wrong);
        } catch (IllegalStateException wrong) {
            String remedy = createTables
                    ? "Look at the cause."
                    : "Create the tables with Flyway or Liquibase, or set ackwell.transaction.create-tables=true.";
            throw new OptionException("ackwell.transaction.enabled", String.valueOf(wrong.getMessage()), remedy, wrong);
        }
    }

    @Override
    public void check() {
        run(connection -> unchecked(() -> TransactionLedger.on(connection).overdueOrders(Instant.EPOCH)));
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void unchecked(Work work) {
        try {
            work.run();
        } catch (SQLException cause) {
            throw new IllegalStateException("the ledger's tables cannot be read: " + cause.getMessage(), cause);
        }
    }

    /** Where it is: never a password. */
    @Override
    public String toString() {
        return "the application's own transactions";
    }
}
