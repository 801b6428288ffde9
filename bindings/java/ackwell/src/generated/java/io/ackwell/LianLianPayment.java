// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A payment in CNY was confirmed.
 *
 * <p>Kind {@code lianlian.payment}. Source: LianLian, Asynchronous Notification (source document 001).
 */
public final class LianLianPayment extends Notification {
    LianLianPayment(Receiver receiver, byte[] packed, int count) {
        super(receiver, packed, count);
    }

    /**
     * The shop's own order number: {@link #noOrder}.
     *
     * @return as described
     */
    @Override
    public String orderNo() {
        return Objects.requireNonNull(super.orderNo());
    }

    /**
     * The provider's transaction number: {@link #oidPaybill}.
     *
     * @return as described
     */
    @Override
    public String transactionNo() {
        return Objects.requireNonNull(super.transactionNo());
    }

    /**
     * The amount of the order: {@link #moneyOrder}.
     *
     * @return as described
     */
    @Override
    public Amount amount() {
        return Objects.requireNonNull(super.amount());
    }

    /**
     * The merchant number that LianLian assigned, at most 18 characters.
     *
     * @return {@code oid_partner} on the wire
     */
    public String oidPartner() {
        return text(9);
    }

    /**
     * The signature scheme; always {@code RSA}.
     *
     * @return {@code sign_type} on the wire
     */
    public String signType() {
        return text(10);
    }

    /**
     * The shop's own order number, at most 32 characters.
     *
     * @return {@code no_order} on the wire
     */
    public String noOrder() {
        return text(11);
    }

    /**
     * When the shop placed the order, China Standard Time.
     *
     * @return {@code dt_order} on the wire
     */
    public OffsetDateTime dtOrder() {
        return Values.chinaTime(text(12));
    }

    /**
     * LianLian's transaction number, at most 18 characters.
     *
     * @return {@code oid_paybill} on the wire
     */
    public String oidPaybill() {
        return text(13);
    }

    /**
     * The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals.
     *
     * @return {@code money_order} on the wire
     */
    public Amount moneyOrder() {
        return Values.amount(text(14));
    }

    /**
     * The result of the payment, documented as {@code SUCCESS}.
     *
     * @return {@code result_pay} on the wire
     */
    public String resultPay() {
        return text(15);
    }

    /**
     * The day of settlement; given when the payment succeeded.
     *
     * @return {@code settle_date} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable LocalDate settleDate() {
        return find(16, LocalDate::parse);
    }

    /**
     * The order information that the shop sent with the order, at most 255 characters. Text that
     * customers may have written.
     *
     * @return {@code info_order} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String infoOrder() {
        return find(17);
    }

    /**
     * The payment method. An open set: other values occur, such as {@code P}, {@code N}, {@code O},
     * {@code X}, {@code 27}.
     *
     * <p>Known: {@code 0} balance payment, {@code 1} online banking payment (debit card), {@code 2} express
     * payment (debit card), {@code 3} express payment (credit card), {@code 8} online banking
     * payment (credit card), {@code 9} business online banking payment, {@code D} verified payment,
     * {@code I} WeChat Payment, {@code L} Alipay Payment, {@code M} easypay payment (regular
     * payments), {@code F} easypay payment (authorization).
     *
     * @return {@code pay_type} on the wire
     */
    public String payType() {
        return text(18);
    }

    /**
     * LianLian's short code of the bank, at most 8 characters.
     *
     * @return {@code bank_code} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String bankCode() {
        return find(19);
    }

    /**
     * A token for the payer's signed card, at most 16 characters.
     *
     * @return {@code no_agree} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String noAgree() {
        return find(20);
    }
}
