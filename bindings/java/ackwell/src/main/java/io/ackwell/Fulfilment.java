package io.ackwell;

/**
 * The shop's own work on one notification: mark the order paid, ship. It is called once per delivery
 * as long as the worker lives. See {@link Receiver#handle(Request, Ledger, Fulfilment)}.
 */
@FunctionalInterface
public interface Fulfilment {
    /**
     * Does the work. It is done when this returns.
     *
     * @param notification what the provider reports; look at its status
     * @throws Exception if it could not be done: the delivery is released and the provider sends again
     */
    void fulfil(Notification notification) throws Exception;
}
