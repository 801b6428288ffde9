// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import org.jspecify.annotations.Nullable;

/**
 * One of two notifications that contradict each other.
 *
 * @param fingerprint The notification's fingerprint, 64 lower-case hex digits.
 * @param orderNo The shop's order number.
 * @param amount The amount, without trailing zeros.
 */
public record ConflictSide(
        String fingerprint,
        @Nullable String orderNo,
        @Nullable Amount amount) {
    static ConflictSide of(Members members) {
        return new ConflictSide(
                members.text("fingerprint"),
                members.findText("order_no"),
                members.findAmount("amount"));
    }
}
