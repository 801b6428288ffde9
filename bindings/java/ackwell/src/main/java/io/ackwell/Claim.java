package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * What a claim inside a transaction came to.
 *
 * @param delivery what the ledger reports. With {@link Delivery#FIRST} do the work in the same
 *     transaction; after {@link Delivery#CONFLICT} commit too, which keeps the record
 * @param outcome what becomes of the request, with what to answer, once the transaction is committed
 * @param conflict what disagrees; null if the delivery is no conflict
 */
public record Claim(Delivery delivery, Outcome outcome, @Nullable Conflict conflict) {
    /**
     * Whether the work is to be done.
     *
     * @return whether the delivery is the first one
     */
    public boolean isFirst() {
        return delivery == Delivery.FIRST;
    }
}
