// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order whose notification should have come and did not.
 *
 * <p>Ask the provider about it.
 *
 * @param provider The provider to ask.
 * @param merchantId The merchant's number at the provider.
 * @param orderNo The shop's order number.
 * @param amount What it costs, without trailing zeros, if the shop wrote that down.
 * @param placedAt When the shop sent it to the provider.
 * @param dueAt When the provider's last re-send was past.
 */
public record OverdueOrder(
        Provider provider,
        String merchantId,
        String orderNo,
        @Nullable Amount amount,
        Instant placedAt,
        Instant dueAt) {
    static OverdueOrder of(Members members) {
        return new OverdueOrder(
                members.provider("provider"),
                members.text("merchant_id"),
                members.text("order_no"),
                members.findAmount("amount"),
                members.moment("placed_at_ms"),
                members.moment("due_at_ms"));
    }
}
