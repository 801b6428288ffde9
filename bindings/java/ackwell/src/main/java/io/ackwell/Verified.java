package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request of a batch: one of both is there.
 *
 * @param notification what it said
 * @param refusal why it was refused
 */
public record Verified(@Nullable Notification notification, @Nullable AckwellException refusal) {
    /**
     * The notification of a request that was not refused.
     *
     * @return the notification
     * @throws AckwellException if the request was refused
     */
    public Notification orThrow() {
        if (notification == null) {
            throw refusal == null ? new IllegalStateException("it has neither") : refusal;
        }
        return notification;
    }
}
