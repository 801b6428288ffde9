-- After a conflict: records it. ? fingerprint, order, amount, currency, delivery key
INSERT INTO ackwell_conflict (
    delivery_key, fingerprint, first_fingerprint, first_order_no, first_amount, first_currency,
    order_no, amount, currency, first_seen_ms, last_seen_ms, times
)
SELECT kept.delivery_key, ?, kept.fingerprint, kept.order_no, kept.amount, kept.currency,
       ?, ?, ?, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
       TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000, 1
FROM ackwell_ledger AS kept
WHERE kept.delivery_key = ?
ON DUPLICATE KEY UPDATE
    first_fingerprint = VALUES(first_fingerprint), first_order_no = VALUES(first_order_no),
    first_amount = VALUES(first_amount), first_currency = VALUES(first_currency),
    last_seen_ms = VALUES(last_seen_ms), times = times + 1
