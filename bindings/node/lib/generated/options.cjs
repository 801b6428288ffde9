// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
'use strict'

/** The sections of a configuration and their options, as core has them. */
exports.sections = {
  receiver: ['trusted_proxies', 'client_address_header', 'max_body_bytes'],
  lianlian: ['public_keys', 'merchant_ids', 'digest', 'sources', 'source_mode'],
  pingpong: ['salt', 'client_id', 'acc_ids', 'environment', 'hashes', 'sources', 'source_mode'],
  ledger: ['url', 'lease_seconds', 'retention_days', 'timeout_ms'],
}
