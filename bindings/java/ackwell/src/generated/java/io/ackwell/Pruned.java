// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;


/**
 * How much a prune removed.
 *
 * @param deliveries Deliveries.
 * @param conflicts Conflicts.
 * @param orders Expected orders.
 */
public record Pruned(
        long deliveries,
        long conflicts,
        long orders) {
    static Pruned of(Members members) {
        return new Pruned(
                members.count("deliveries"),
                members.count("conflicts"),
                members.count("orders"));
    }
}
