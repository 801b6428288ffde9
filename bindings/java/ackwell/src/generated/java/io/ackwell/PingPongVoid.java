// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pre-authorization was cancelled (voided), or the cancellation failed.
 *
 * <p>Kind {@code pingpong.void}. Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
 */
public final class PingPongVoid extends Notification {
    PingPongVoid(Receiver receiver, byte[] packed, int count) {
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
     * The kind's name on the wire, {@code VOID}.
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
     * The shop's own number of the cancellation, at most 64 characters.
     *
     * @return {@code merchantVoidId} on the wire
     */
    public String merchantVoidId() {
        return text(14);
    }

    /**
     * When the cancellation began.
     *
     * @return {@code voidTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant voidTime() {
        return find(16, Instant::parse);
    }

    /**
     * When the cancellation ended.
     *
     * @return {@code voidEndingTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant voidEndingTime() {
        return find(17, Instant::parse);
    }

    /**
     * The number of the shop's request that led here, at most 64 characters.
     *
     * @return {@code requestId} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String requestId() {
        return find(18);
    }
}
