// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment of the same order by another transaction, which was fulfilled before.
 *
 * <p>"Once" is once per transaction: a customer who pays one order in two tabs makes two payments.
 * Both are genuine, and both are fulfilled.
 *
 * @param deliveryKey The delivery key of the earlier payment.
 * @param transactionNo The provider's number of the other transaction.
 * @param amount What was paid, without trailing zeros.
 * @param fulfilledAt When it was committed, on the store's clock.
 */
public record EarlierPayment(
        String deliveryKey,
        @Nullable String transactionNo,
        @Nullable Amount amount,
        Instant fulfilledAt) {
    static EarlierPayment of(Members members) {
        return new EarlierPayment(
                members.text("delivery_key"),
                members.findText("transaction_no"),
                members.findAmount("amount"),
                members.moment("fulfilled_at_ms"));
    }
}
