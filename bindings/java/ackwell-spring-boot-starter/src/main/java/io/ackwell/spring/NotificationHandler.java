package io.ackwell.spring;

import io.ackwell.Notification;

/**
 * The shop's own work on notifications of one kind, as a bean: mark the order paid, ship.
 *
 * <pre>{@code
 * @Component
 * class Payments implements NotificationHandler<LianLianPayment> {
 *     @Transactional
 *     public void handle(LianLianPayment payment) {
 *         if (payment.status() == Status.SUCCEEDED) {
 *             orders.markPaid(payment.orderNo(), payment.moneyOrder());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Every kind that the configured providers send needs one handler, or the application does not
 * start. A {@code NotificationHandler<Notification>} takes all kinds that have no other handler. A method
 * with an annotation is one too: {@link NotificationMethod}.
 *
 * @param <T> the kind, or {@link Notification} for all others
 */
@FunctionalInterface
public interface NotificationHandler<T extends Notification> {
    /**
     * Does the work. It is done when this returns.
     *
     * @param notification what the provider reports; look at its status
     * @throws Exception if it could not be done: the delivery is released, or the transaction rolled
     *     back, and the provider sends again
     */
    void handle(T notification) throws Exception;
}
