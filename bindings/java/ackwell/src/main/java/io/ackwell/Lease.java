package io.ackwell;

import java.time.Duration;
import java.time.Instant;

/**
 * The right to fulfil one notification, for a while.
 *
 * @param token the fencing token: 1 for the first claim of a delivery, higher with each further one
 * @param expiresAt when the lease runs out, on the store's clock
 * @param remaining how long it still ran when it was asked for
 */
public record Lease(long token, Instant expiresAt, Duration remaining) {}
