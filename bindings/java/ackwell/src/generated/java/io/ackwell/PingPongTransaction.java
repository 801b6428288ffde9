// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A payment succeeded, failed or was authorized. A failed transaction is not final: the payer may
 * try again, and the same {@code merchant_transaction_id} may succeed later.
 *
 * <p>Kind {@code pingpong.transaction}. Source: PingPongCheckout v4, Transaction Asynchronous Notification.
 */
public final class PingPongTransaction extends Notification {
    PingPongTransaction(Receiver receiver, byte[] packed, int count) {
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
     * The kind's name on the wire, {@code RECHARGE}.
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
     * The number of the shop's request that led here, at most 64 characters.
     *
     * @return {@code requestId} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String requestId() {
        return find(15);
    }

    /**
     * When the transaction began.
     *
     * @return {@code transactionTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant transactionTime() {
        return find(16, Instant::parse);
    }

    /**
     * When the transaction ended.
     *
     * @return {@code transactionEndTime} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Instant transactionEndTime() {
        return find(17, Instant::parse);
    }

    /**
     * Hours until the automatic capture; 0 immediately, -1 by hand.
     *
     * @return {@code captureDelayHours} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Long captureDelayHours() {
        return find(18, Long::valueOf);
    }

    /**
     * Whether 3-D Secure was used.
     *
     * @return {@code threeDSecure} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Boolean threeDSecure() {
        return find(19, Boolean::valueOf);
    }

    /**
     * A token that stands for the payer's card in later payments.
     *
     * @return {@code token} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String token() {
        return find(20);
    }

    /**
     * The payment method, an object with {@code type}. As JSON text.
     *
     * @return {@code paymentMethod} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String paymentMethod() {
        return find(21);
    }

    /**
     * A remark, at most 255 characters.
     *
     * @return {@code remark} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String remark() {
        return find(22);
    }

    /**
     * The amount after the exchange, in {@code exchanged_currency}, at most six decimals.
     *
     * @return {@code exchangedAmount} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable Amount exchangedAmount() {
        return find(23, Values::amount);
    }

    /**
     * The currency after the exchange (ISO 4217).
     *
     * @return {@code exchangedCurrency} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String exchangedCurrency() {
        return find(24);
    }

    /**
     * What is known of the card's issuer, an object. As JSON text.
     *
     * @return {@code issuerInfo} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String issuerInfo() {
        return find(25);
    }

    /**
     * The result of 3-D Secure, an object. As JSON text.
     *
     * @return {@code threeDSInfo} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String threeDsInfo() {
        return find(26);
    }

    /**
     * The result of the authentication, an object. As JSON text.
     *
     * @return {@code authenticationInfo} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String authenticationInfo() {
        return find(27);
    }

    /**
     * What is known of the card, an object. As JSON text.
     *
     * @return {@code cardInfo} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String cardInfo() {
        return find(28);
    }
}
