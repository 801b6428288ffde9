// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a verified request said: the part that all kinds share. It cannot exist unverified: only a
 * receiver makes one. Its class is the kind, with the provider's own fields.
 *
 * <pre>{@code
 * if (notification instanceof LianLianPayment payment && payment.status() == Status.SUCCEEDED) {
 *     ship(payment.orderNo(), payment.moneyOrder());
 * }
 * }</pre>
 *
 * <p>It is immutable data: many threads may read it, and nothing is to be closed.
 */
public abstract sealed class Notification extends Packed
        permits LianLianPayment, LianLianExchangePayment, PingPongTransaction, PingPongRefund, PingPongCapture, PingPongVoid, PingPongOther {

    Notification(Receiver receiver, byte[] packed, int count) {
        super(receiver, packed, count);
    }

    /**
     * Who sent it.
     *
     * @return as described
     */
    public Provider provider() {
        return kind().provider();
    }

    /**
     * The kind, for example {@code lianlian.payment}. {@code pingpong.other} has no typed fields.
     *
     * @return as described
     */
    public Kind kind() {
        return Kind.of(text(0));
    }

    /**
     * The merchant that it is for: LianLian's {@code oid_partner}, PingPong's {@code accId}.
     *
     * @return as described
     */
    public String merchantId() {
        return text(1);
    }

    /**
     * The shop's own order number. Null only for kinds without a class of their own.
     *
     * @return as described, or null
     */
    public @Nullable String orderNo() {
        return find(2);
    }

    /**
     * The provider's transaction number. Null only for kinds without a class of their own.
     *
     * @return as described, or null
     */
    public @Nullable String transactionNo() {
        return find(3);
    }

    /**
     * How the operation has ended, or that it has not: one vocabulary for both providers.
     *
     * @return as described
     */
    public Status status() {
        return Status.of(text(4));
    }

    /**
     * The status as the provider wrote it; empty if it wrote none.
     *
     * @return as described
     */
    public String statusText() {
        return text(5);
    }

    /**
     * The amount of the order. Null only for kinds without a class of their own.
     *
     * @return as described, or null
     */
    public @Nullable Amount amount() {
        return amount(6, 7);
    }

    /**
     * Which fact it reports: kind, merchant, operation, status. The ledger acts once on each.
     *
     * @return as described
     */
    public String deliveryKey() {
        return text(8);
    }

    /**
     * SHA-256 of the signed text. Equal for equal notifications, whatever the order and escapes of
     * their bodies. In lower-case hex, 64 characters.
     *
     * @return as described
     */
    public String fingerprint() {
        return described().text("fingerprint");
    }

    /**
     * The names on the wire of optional members whose text does not fit its documented form. Their
     * typed views are absent; their text is among the {@code fields}.
     *
     * @return as described
     */
    public List<String> irregularities() {
        return described().words("irregularities");
    }

    /**
     * What the check of the client address saw.
     *
     * @return as described
     */
    public Source source() {
        return Source.of(described().one("source"));
    }

    /**
     * Every member as received, in the order of arrival. For PingPong these are the members of
     * {@code bizContent}. Texts are {@link String}; where a provider writes other JSON, numbers are
     * {@link java.math.BigDecimal}, objects {@link Map} and arrays {@link List}.
     *
     * @return as described
     */
    public Map<String, @Nullable Object> fields() {
        return described().map("fields");
    }

    /**
     * The members around the notification. PingPong has {@code accId}, {@code clientId}, {@code
     * code} and others, LianLian has none. Texts are {@link String}; where a provider writes other
     * JSON, numbers are {@link java.math.BigDecimal}, objects {@link Map} and arrays {@link List}.
     *
     * @return as described
     */
    public Map<String, @Nullable Object> envelope() {
        return described().map("envelope");
    }

    /**
     * "Is this the payment that I am waiting for?"
     *
     * @param orderNo the shop's own order number
     * @param value the exact amount in major units, as text; {@code 0.2} is {@code 0.20}
     * @param currency three upper-case letters
     * @return this notification
     * @throws AckwellException {@link Code#EXPECTATION_MISMATCH} if it is not:
     *     {@link AckwellException#member()} names what differs first;
     *     {@link Code#INVALID_ARGUMENT} if the amount or the currency is not one
     */
    public Notification expect(String orderNo, String value, String currency) {
        if (!isAbout(orderNo, value, currency)) {
            // Why, and what else is the same amount, is for core to say.
            about("expect", orderNo, value, currency);
        }
        return this;
    }

    /**
     * As {@link #expect(String, String, String)}.
     *
     * @param orderNo the shop's own order number
     * @param value the exact amount in major units
     * @param currency three upper-case letters
     * @return this notification
     * @throws AckwellException if it is about something else
     */
    public Notification expect(String orderNo, BigDecimal value, String currency) {
        return expect(orderNo, value.toPlainString(), currency);
    }

    /**
     * As {@link #expect(String, String, String)}.
     *
     * @param orderNo the shop's own order number
     * @param amount the exact amount
     * @return this notification
     * @throws AckwellException if it is about something else
     */
    public Notification expect(String orderNo, Amount amount) {
        return expect(orderNo, amount.value(), amount.currency());
    }

    /** The same texts are the same order and money. */
    private boolean isAbout(String orderNo, String value, String currency) {
        return orderNo.equals(find(2)) && value.equals(find(6)) && currency.equals(find(7));
    }

    /**
     * What to answer once the shop has acted on it: the provider stops sending.
     *
     * @return the provider's success
     */
    public Acknowledgement acknowledge() {
        return Acknowledgement.success(provider());
    }

    /**
     * A refusal of it by the shop, with what to answer. It is not thrown yet.
     *
     * @param code why
     * @param cause what was found, for the shop's own log
     * @return the exception
     */
    public AckwellException refuse(Code code, String cause) {
        return AckwellException.of(about("refuse_notification", code.text(), cause));
    }

    /**
     * The text that was signed, names and values as they came.
     *
     * @return the signed text
     */
    public String signedText() {
        return about("signed_text");
    }

    /**
     * Whether it is the answer that its order waited for, not just news of its making.
     *
     * @return whether it resolves its order
     */
    public boolean resolvesOrder() {
        return Boolean.parseBoolean(about("resolves_order"));
    }

    /**
     * The notification as one JSON object, the same in every language. Its names are in snake_case.
     *
     * @return the JSON text
     */
    public String toJson() {
        return about("notification");
    }

    /**
     * Whether both were verified from equal members, in whatever order they arrived.
     *
     * @param other what to compare with
     * @return whether they are equal
     */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Notification that
                && getClass() == that.getClass()
                && Objects.equals(deliveryKey(), that.deliveryKey())
                && fingerprint().equals(that.fingerprint());
    }

    @Override
    public final int hashCode() {
        return deliveryKey().hashCode();
    }

    /** Which notification it is, without what it says about people. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + deliveryKey() + "]";
    }
}
