package io.ackwell;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order that waits for a notification.
 *
 * @param provider the provider that the customer was sent to
 * @param merchantId the shop's number there
 * @param orderNo the shop's own order number
 * @param placedAt when the order was placed
 * @param amount what it costs, for whoever asks the provider later; or null
 */
public record ExpectedOrder(
        Provider provider, String merchantId, String orderNo, Instant placedAt, @Nullable Amount amount) {
    /**
     * Takes an order.
     *
     * @param provider the provider that the customer was sent to
     * @param merchantId the shop's number there
     * @param orderNo the shop's own order number
     * @param placedAt when the order was placed
     * @param amount what it costs, or null
     */
    public ExpectedOrder {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(merchantId, "merchantId");
        Objects.requireNonNull(orderNo, "orderNo");
        Objects.requireNonNull(placedAt, "placedAt");
    }

    /** As the native half takes it. */
    @Nullable Object[] parts() {
        return new @Nullable Object[] {
            provider.text(),
            merchantId,
            orderNo,
            placedAt.toEpochMilli(),
            amount == null ? null : amount.value().toPlainString(),
            amount == null ? null : amount.currency(),
        };
    }
}
