// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order that the shop wrote down as one that waits for a notification.
 *
 * @param provider The provider.
 * @param merchantId The merchant's number at the provider.
 * @param orderNo The shop's order number.
 * @param amount What it costs, without trailing zeros, if the shop wrote that down.
 * @param placedAt When the shop sent it to the provider.
 * @param dueAt When the provider's last re-send is past.
 * @param resolvedAt When a notification or a person resolved it. Absent while it waits.
 */
public record OrderRecord(
        Provider provider,
        String merchantId,
        String orderNo,
        @Nullable Amount amount,
        Instant placedAt,
        Instant dueAt,
        @Nullable Instant resolvedAt) {
    static OrderRecord of(Members members) {
        return new OrderRecord(
                members.provider("provider"),
                members.text("merchant_id"),
                members.text("order_no"),
                members.findAmount("amount"),
                members.moment("placed_at_ms"),
                members.moment("due_at_ms"),
                members.findMoment("resolved_at_ms"));
    }
}
