// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.
package io.ackwell;

import java.time.Duration;

/**
 * What a ledger is, and how much it keeps.
 *
 * @param store The kind of store: {@code memory}, {@code sqlite}, {@code postgres}, {@code mysql} or {@code
 *     redis}.
 * @param server What the server calls itself, with its version.
 * @param location Where it is: a path, or a host, port and database. Never a password.
 * @param schema The version of the tables.
 * @param durability What the store, as it is configured now, does with a committed delivery when its machine
 *     loses power: one sentence.
 * @param lease How long a lease runs.
 * @param retention How long a delivery is kept.
 * @param counts How much it keeps.
 */
public record LedgerStatus(
        String store,
        String server,
        String location,
        long schema,
        String durability,
        Duration lease,
        Duration retention,
        LedgerCounts counts) {
    static LedgerStatus of(Members members) {
        return new LedgerStatus(
                members.text("store"),
                members.text("server"),
                members.text("location"),
                members.count("schema"),
                members.text("durability"),
                members.duration("lease_ms"),
                members.duration("retention_ms"),
                LedgerCounts.of(members.one("counts")));
    }
}
