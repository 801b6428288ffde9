package io.ackwell.spring;

import io.ackwell.Fulfilment;
import io.ackwell.Notification;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;

/** The observation {@code ackwell.fulfil} around the shop's own work: a timer, and a span where there is tracing. */
final class AckwellObservation implements Surrounding {
    private final ObjectProvider<ObservationRegistry> registry;

    AckwellObservation(ObjectProvider<ObservationRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public Fulfilment around(Fulfilment work) {
        return notification -> observation(notification).observeChecked(() -> work.fulfil(notification));
    }

    private Observation observation(Notification notification) {
        Observation begun = Observation.createNotStarted(
                        "ackwell.fulfil", registry.getIfAvailable(() -> ObservationRegistry.NOOP))
                .contextualName("fulfil " + notification.kind())
                .lowCardinalityKeyValue("kind", notification.kind().text())
                .lowCardinalityKeyValue("status", notification.status().text());
        String orderNo = notification.orderNo();
        return orderNo == null ? begun : begun.highCardinalityKeyValue(KeyValue.of("order_no", orderNo));
    }
}
