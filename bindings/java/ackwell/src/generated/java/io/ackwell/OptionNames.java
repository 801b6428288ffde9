// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell;

import java.util.List;
import java.util.Map;

/** The sections of a configuration and their options, as core has them. */
final class OptionNames {
    static final Map<String, List<String>> SECTIONS = Map.of(
            "lianlian",
            List.of("public_keys", "merchant_ids", "digest", "sources", "source_mode"),
            "pingpong",
            List.of("salt", "client_id", "acc_ids", "environment", "hashes", "sources", "source_mode"),
            "receiver",
            List.of("trusted_proxies", "client_address_header", "max_body_bytes"),
            "ledger",
            List.of("url", "lease_seconds", "retention_days", "timeout_ms"));

    private OptionNames() {}
}
