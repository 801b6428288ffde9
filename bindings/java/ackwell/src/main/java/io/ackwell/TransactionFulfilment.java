package io.ackwell;

import java.sql.Connection;

/**
 * As {@link Fulfilment}, for work in the transaction that has the claim. See
 * {@link Receiver#handleInTransaction(Request, javax.sql.DataSource, TransactionFulfilment)}.
 */
@FunctionalInterface
public interface TransactionFulfilment {
    /**
     * Does the work. It is done when this returns.
     *
     * @param notification what the provider reports; look at its status
     * @param connection what the work writes through. It is committed afterwards, so do not commit it
     * @throws Exception if it could not be done: all of it is rolled back and the provider sends again
     */
    void fulfil(Notification notification, Connection connection) throws Exception;
}
