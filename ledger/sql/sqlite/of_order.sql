-- Every delivery of an order number, and every one that a later notification of this order number
-- contradicted. ?1 order
SELECT delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
FROM ackwell_ledger
WHERE delivery_key IN (
    SELECT delivery_key FROM ackwell_ledger WHERE order_no = ?1
    UNION
    SELECT delivery_key FROM ackwell_conflict WHERE order_no = ?1
)
ORDER BY delivery_key
