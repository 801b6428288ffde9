// Made by `cargo xtask generate` from the tables in core. Do not edit.
package io.ackwell;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A payment in a foreign currency was confirmed or is being processed. {@code PROCESSING} and then
 * {@code SUCCESS} for one {@code oid_paybill} are two facts, not a repeat.
 *
 * <p>Kind {@code lianlian.exchange_payment}. Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
 */
public final class LianLianExchangePayment extends Notification {
    LianLianExchangePayment(Receiver receiver, byte[] packed, int count) {
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
     * The shop's own transaction number, at most 32 characters.
     *
     * @return {@code no_order} on the wire
     */
    public String noOrder() {
        return text(11);
    }

    /**
     * When the transaction was initiated, China Standard Time.
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
     * The result: {@code SUCCESS}, or {@code PROCESSING} where no SMS verification flow is set up.
     *
     * @return {@code result_pay} on the wire
     */
    public String resultPay() {
        return text(14);
    }

    /**
     * The day of settlement.
     *
     * @return {@code settle_date} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable LocalDate settleDate() {
        return find(15, LocalDate::parse);
    }

    /**
     * The order information that the shop sent with the order, at most 255 characters. Text that
     * customers may have written.
     *
     * @return {@code info_order} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String infoOrder() {
        return find(16);
    }

    /**
     * The payment method. An open set.
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
        return text(17);
    }

    /**
     * The short code of the bank that issued the payer's card, at most 8 characters.
     *
     * @return {@code bank_code} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String bankCode() {
        return find(18);
    }

    /**
     * The currency of the order (ISO 4217).
     *
     * @return {@code currency_order} on the wire
     */
    public String currencyOrder() {
        return text(19);
    }

    /**
     * The amount of the order in {@code currency_order}, 0.01 to 100,000,000.00, at most two
     * decimals.
     *
     * @return {@code money_order} on the wire
     */
    public Amount moneyOrder() {
        return Values.amount(text(20));
    }

    /**
     * The currency of the settlement (ISO 4217). Also written {@code currency_sellte}.
     *
     * @return {@code currency_settle} or {@code currency_sellte} on the wire
     */
    public String currencySettle() {
        return text(21);
    }

    /**
     * The amount of the settlement in {@code currency_settle}, at most two decimals. Also written
     * {@code money_sellte}.
     *
     * @return {@code money_settle} or {@code money_sellte} on the wire
     */
    public Amount moneySettle() {
        return Values.amount(text(22));
    }

    /**
     * The currency in which the payer paid (ISO 4217).
     *
     * @return {@code currency_pay} on the wire
     */
    public String currencyPay() {
        return text(23);
    }

    /**
     * The amount that the payer paid in {@code currency_pay}, at most two decimals.
     *
     * @return {@code money_pay} on the wire
     */
    public Amount moneyPay() {
        return Values.amount(text(24));
    }

    /**
     * The exchange rate of the transaction.
     *
     * @return {@code exchange_rate} on the wire
     */
    public BigDecimal exchangeRate() {
        return new BigDecimal(text(25));
    }

    /**
     * A token for the payer's signed card, at most 16 characters.
     *
     * @return {@code no_agree} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String noAgree() {
        return find(26);
    }

    /**
     * LianLian's result code of the transaction; {@code 0000} in the documented sample.
     *
     * @return {@code ret_code} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String retCode() {
        return find(27);
    }

    /**
     * The text that goes with {@code ret_code}.
     *
     * @return {@code ret_msg} on the wire, or null if it is absent or does not fit its form
     */
    public @Nullable String retMsg() {
        return find(28);
    }
}
