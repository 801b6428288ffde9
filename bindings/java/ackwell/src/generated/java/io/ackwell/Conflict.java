// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Instant;
import java.util.List;

/**
 * Two genuine notifications with one delivery key that disagree about money or order.
 *
 * @param deliveryKey The delivery key that both have.
 * @param first What the notification reported that the ledger keeps.
 * @param later What the later one reported. It was not acted on.
 * @param differs Which of {@code order_no}, {@code amount} and {@code currency} differ.
 * @param firstSeen When the later one was first seen.
 * @param lastSeen When the later one was last seen.
 * @param times How often the later one came.
 */
public record Conflict(
        String deliveryKey,
        ConflictSide first,
        ConflictSide later,
        List<String> differs,
        Instant firstSeen,
        Instant lastSeen,
        long times) {
    static Conflict of(Members members) {
        return new Conflict(
                members.text("delivery_key"),
                ConflictSide.of(members.one("first")),
                ConflictSide.of(members.one("later")),
                members.words("differs"),
                members.moment("first_seen_ms"),
                members.moment("last_seen_ms"),
                members.count("times"));
    }
}
