// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of one delivery.
 *
 * @param deliveryKey The delivery key.
 * @param state The state of the delivery, on the store's clock.
 * @param token How often it was claimed, or reopened by a person.
 * @param provider The provider.
 * @param kind The notification's kind, for example {@code lianlian.payment}.
 * @param merchantId The merchant's number at the provider.
 * @param orderNo The shop's order number.
 * @param transactionNo The provider's transaction number.
 * @param status The status that the notification reported: {@code succeeded}, {@code processing} and so on.
 * @param amount The amount, without trailing zeros.
 * @param fingerprint The fingerprint of the notification that was claimed last, 64 lower-case hex digits.
 * @param firstSeen When the delivery was first seen.
 * @param changedAt When it was last claimed, committed or released.
 * @param leaseUntil When the lease runs out or ran out. Only while the state is in progress or expired.
 * @param conflicts The later notifications that contradicted this one.
 */
public record LedgerRecord(
        String deliveryKey,
        DeliveryState state,
        long token,
        Provider provider,
        String kind,
        String merchantId,
        @Nullable String orderNo,
        @Nullable String transactionNo,
        String status,
        @Nullable Amount amount,
        String fingerprint,
        Instant firstSeen,
        Instant changedAt,
        @Nullable Instant leaseUntil,
        List<Conflict> conflicts) {
    static LedgerRecord of(Members members) {
        return new LedgerRecord(
                members.text("delivery_key"),
                members.state("state"),
                members.count("token"),
                members.provider("provider"),
                members.text("kind"),
                members.text("merchant_id"),
                members.findText("order_no"),
                members.findText("transaction_no"),
                members.text("status"),
                members.findAmount("amount"),
                members.text("fingerprint"),
                members.moment("first_seen_ms"),
                members.moment("changed_at_ms"),
                members.findMoment("lease_until_ms"),
                members.many("conflicts", Conflict::of));
    }
}
