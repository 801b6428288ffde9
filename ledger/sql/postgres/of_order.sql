-- Every delivery of an order number, and every one that a later notification of this order number
-- contradicted. $1 order
SELECT delivery_key, state, token, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency, now_ms
FROM ackwell_ledger AS kept
JOIN (
    SELECT delivery_key FROM ackwell_ledger WHERE order_no = $1
    UNION
    SELECT delivery_key FROM ackwell_conflict WHERE order_no = $1
) AS named USING (delivery_key),
     (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms) AS clock
ORDER BY delivery_key
