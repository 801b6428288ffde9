package io.ackwell.spring;

import io.ackwell.Outcome;
import io.ackwell.Provider;
import java.time.Duration;

/**
 * An application event: one request on a provider's path has been dealt with, and is about to be
 * answered. An {@code @EventListener} method takes it. What a listener throws is logged and changes
 * no answer.
 *
 * @param provider whose path it was
 * @param outcome what became of the request
 * @param took how long it took
 */
public record NotificationAnswered(Provider provider, Outcome outcome, Duration took) {}
