package io.ackwell.spring;

import io.ackwell.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * The timer {@code ackwell.notifications}, which counts too, by {@code provider}, {@code kind},
 * {@code outcome} and {@code code}: each is a word of a short list.
 */
final class AckwellMetrics {
    private static final String NONE = "none";

    private final ObjectProvider<MeterRegistry> registry;

    AckwellMetrics(ObjectProvider<MeterRegistry> registry) {
        this.registry = registry;
    }

    /** First, because no other listener is asked after one that fails. */
    @EventListener
    @Order(Integer.MIN_VALUE)
    void count(NotificationAnswered event) {
        Outcome outcome = event.outcome();
        registry.ifAvailable(meters -> Timer.builder("ackwell.notifications")
                .description("Requests on the paths of payment providers")
                .tag("provider", event.provider().text())
                .tag("kind", outcome.kind() == null ? NONE : outcome.kind())
                .tag("outcome", outcome.outcome().text())
                .tag("code", outcome.code() == null ? NONE : outcome.code().text())
                .register(meters)
                .record(event.took()));
    }
}
