package shop;

import io.ackwell.Notification;
import io.ackwell.Status;
import io.ackwell.spring.LianLianNotification;
import io.ackwell.spring.PingPongNotification;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

/** Marks orders as paid, in one transaction with the claim: exactly once. */
@Component
public class Payments {
    private final JdbcClient database;
    private final ApplicationEventPublisher events;
    private final long seconds;

    record OrderPaid(String orderNo, String amount) {}

    Payments(
            JdbcClient database,
            ApplicationEventPublisher events,
            @Value("${SHOP_FULFILMENT_SECONDS:0}") long seconds) {
        this.database = database;
        this.events = events;
        this.seconds = seconds;
    }

    /** Whatever it throws rolls back what it did and the claim, and makes the provider send again. */
    @LianLianNotification
    @PingPongNotification
    @Transactional
    public void notified(Notification notification) throws InterruptedException {
        if (notification.status() != Status.SUCCEEDED) {
            return;
        }
        // In a shop: look the order up, compare it, and mark it.
        //     notification.expect(order.number(), order.total(), "CNY");
        OrderPaid paid = new OrderPaid(notification.orderNo(), String.valueOf(notification.amount()));
        database.sql("INSERT INTO paid_orders VALUES (?, ?)").params(paid.orderNo(), paid.amount()).update();
        Thread.sleep(1000 * seconds);
        events.publishEvent(paid);
    }

    /** After the commit: mails, other services. */
    @TransactionalEventListener
    void ship(OrderPaid paid) {
        System.out.println("paid " + paid.orderNo() + " " + paid.amount());
    }
}
