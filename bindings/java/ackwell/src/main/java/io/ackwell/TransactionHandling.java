package io.ackwell;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** What {@code handleInTransaction} does around the shop's own work. */
final class TransactionHandling {
    private final Notification notification;
    private final TransactionFulfilment fulfil;
    private @Nullable Outcome outcome;
    private boolean claimed;
    /** Why there is none. */
    private @Nullable Throwable cause;
    private Code code = Code.LEDGER_UNAVAILABLE;

    /** Makes a transaction roll back. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;

        RolledBack(Throwable cause) {
            super("the transaction is rolled back", cause, false, false);
        }
    }

    private TransactionHandling(Notification notification, TransactionFulfilment fulfil) {
        this.notification = notification;
        this.fulfil = fulfil;
    }

    static Outcome outcome(
            Receiver receiver, Request request, Transactions transactions, TransactionFulfilment fulfil) {
        Notification notification;
        try {
            notification = receiver.verify(request);
        } catch (AckwellException refused) {
            return refused.outcome();
        }
        return new TransactionHandling(notification, fulfil).outcome(transactions);
    }

    private Outcome outcome(Transactions transactions) {
        try {
            transactions.run(this::work);
        } catch (Throwable thrown) {
            return rolledBack(cause == null ? thrown : cause);
        }
        return outcome != null && cause == null ? outcome : rolledBack(cause);
    }

    private void work(Connection connection) {
        try {
            TransactionLedger ledger = TransactionLedger.on(connection);
            Claim claim = ledger.claim(notification);
            claimed = true;
            if (claim.isFirst()) {
                code = Code.FULFILMENT_FAILED;
                fulfil.fulfil(notification, connection);
                code = Code.LEDGER_UNAVAILABLE;
                ledger.confirm(notification);
            }
            outcome = claim.outcome();
        } catch (Throwable thrown) {
            cause = thrown;
            throw new RolledBack(thrown);
        }
    }

    private Outcome rolledBack(@Nullable Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String words = thrown == null ? "the transaction did not run" : Handling.words(thrown);
        if (thrown instanceof AckwellException refused && code != Code.FULFILMENT_FAILED) {
            if (!claimed) {
                return refused.outcome();
            }
            code = refused.code();
            words = refused.getMessage();
        }
        Members failed = Members.read(notification.about("rolled_back", String.valueOf(claimed), code.text(), words));
        return Handling.outcome(failed, notification, thrown);
    }
}
