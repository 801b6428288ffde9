package io.ackwell.spring;

import io.ackwell.Acknowledgement;
import io.ackwell.Fulfilment;
import io.ackwell.Outcome;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.servlet.AckwellServlet;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;

/** What one provider's path does. */
record Endpoint(Receiver receiver, Claims claims, Fulfilment fulfil, ApplicationEventPublisher events) {
    AckwellServlet servlet() {
        return new AckwellServlet(receiver, this::handle, outcome -> report(outcome, System.nanoTime()));
    }

    private Acknowledgement handle(Request request) {
        long begun = System.nanoTime();
        return claims.handle(receiver, request, fulfil, outcome -> report(outcome, begun));
    }

    private void report(Outcome outcome, long begun) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        events.publishEvent(new NotificationAnswered(receiver.provider(), outcome, took));
    }
}
