-- After a conflict: records it. ? fingerprint, order, amount, currency, delivery key
INSERT INTO ackwell_conflict (
    delivery_key, fingerprint, first_fingerprint, first_order_no, first_amount, first_currency,
    order_no, amount, currency, first_seen_ms, last_seen_ms, times
)
SELECT kept.delivery_key, ?, kept.fingerprint, kept.order_no, kept.amount, kept.currency,
       ?, ?, ?, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED),
       CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), 1
FROM ackwell_ledger AS kept
WHERE kept.delivery_key = ?
ON DUPLICATE KEY UPDATE
    first_fingerprint = VALUES(first_fingerprint), first_order_no = VALUES(first_order_no),
    first_amount = VALUES(first_amount), first_currency = VALUES(first_currency),
    last_seen_ms = VALUES(last_seen_ms), times = times + 1
