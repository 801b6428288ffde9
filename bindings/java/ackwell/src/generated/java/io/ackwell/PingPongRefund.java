// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A refund succeeded or failed.
 *
 * <p>Kind {@code pingpong.refund}. Source: PingPongCheckout v4, Refund Asynchronous Notification.
 */
public final class PingPongRefund extends Notification {
    PingPongRefund(Receiver receiver, byte[] packed, int count) {
        super(receiver, packed, count);
    }

    /**
     * The shop's own order number: {@link #merchantTransactionId}.
     *
     * @return as described
     */
    @Override
    public String orderNo() {
        return Objects.requireNonNull(super.orderNo());
    }

    /**
     * The provider's transaction number: {@link #transactionId}.
     *
     * @return as described
     */
    @Override
    public String transactionNo() {
        return Objects.requireNonNull(super.transactionNo());
    }

    /**
     * The amount in major units of {@code currency}, at most six decimals.
     *
     * @return as described
     */
    @Override
    public Amount amount() {
        return Objects.requireNonNull(super.amount());
    }

    /**
     * The kind's name on the wire, {@code REFUND}.
     *
     * @return {@code notifyType} on the wire
     */
    public String notifyType() {
        return text(9);
    }

    /**
     * The currency (ISO 4217).
     *
     * @return {@code currency} on the wire
     */
    public String currency() {
        return text(11);
    }

    /**
     * The shop's own transaction number, at most 64 characters.
     *
     * @return {@code merchantTransactionId} on the wire
     */
    public String merchantTransactionId() {
        return text(12);
    }

    /**
     * PingPong's transaction number, at most 64 characters.
     *
     * @return {@code transactionId} on the wire
     */
    public String transactionId() {
        return text(13);
    }

    /**
     * The shop's own refund number, at most 64 characters.
     *
     * @return {@code merchantRefundId} on the wire
     */
    public String merchantRefundId() {
        return text(14);
    }

    /**
     * PingPong's refund number, at most 64 characters.
     *
     * @return {@code refundId} on the wire
     */
    public String refundId() {
        return text(15);
    }

    /**
     * When the refund began.
     *
     * @return {@code refundTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant refundTime() {
        return find(17, Instant::parse);
    }

    /**
     * When the refund ended.
     *
     * @return {@code refundEndingTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant refundEndingTime() {
        return find(18, Instant::parse);
    }

    /**
     * A remark, at most 255 characters.
     *
     * @return {@code remark} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String remark() {
        return find(19);
    }

    /**
     * The number of the shop's request that led here, at most 64 characters.
     *
     * @return {@code requestId} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String requestId() {
        return find(20);
    }
}
