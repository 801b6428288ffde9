INSERT INTO ackwell_ledger (
    delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
    provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
)
VALUES (?1, 0, 1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (delivery_key) DO NOTHING
