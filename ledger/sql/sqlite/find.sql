SELECT delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
FROM ackwell_ledger
WHERE delivery_key = ?1
