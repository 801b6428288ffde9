// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;


/**
 * How many of each a ledger keeps.
 *
 * @param inProgress Deliveries with a lease that runs.
 * @param expired Deliveries with a lease that ran out.
 * @param committed Deliveries that were fulfilled.
 * @param released Deliveries that were released.
 * @param conflicts Later notifications that contradicted a first one.
 * @param waitingOrders Orders that wait for a notification.
 */
public record LedgerCounts(
        long inProgress,
        long expired,
        long committed,
        long released,
        long conflicts,
        long waitingOrders) {
    static LedgerCounts of(Members members) {
        return new LedgerCounts(
                members.count("in_progress"),
                members.count("expired"),
                members.count("committed"),
                members.count("released"),
                members.count("conflicts"),
                members.count("waiting_orders"));
    }
}
