// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.util.List;

/**
 * Everything that the ledger knows of one order number, of any provider and merchant.
 *
 * @param orderNo The order number.
 * @param deliveries Its deliveries: those that name it, and those that a later notification which names it
 *     contradicted.
 * @param expected What the shop wrote down of it.
 */
public record OrderHistory(
        String orderNo,
        List<LedgerRecord> deliveries,
        List<OrderRecord> expected) {
    static OrderHistory of(Members members) {
        return new OrderHistory(
                members.text("order_no"),
                members.many("deliveries", LedgerRecord::of),
                members.many("expected", OrderRecord::of));
    }
}
