-- After a conflict: records it. ?1 delivery key, ?2 fingerprint, ?3 order, ?4 amount, ?5 currency
INSERT INTO ackwell_conflict (
    delivery_key, fingerprint, first_fingerprint, first_order_no, first_amount, first_currency,
    order_no, amount, currency, first_seen_ms, last_seen_ms, times
)
SELECT delivery_key, ?2, fingerprint, order_no, amount, currency, ?3, ?4, ?5, now_ms, now_ms, 1
FROM ackwell_ledger,
     (SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now_ms) AS clock
WHERE delivery_key = ?1
ON CONFLICT (delivery_key, fingerprint) DO UPDATE
SET first_fingerprint = excluded.first_fingerprint, first_order_no = excluded.first_order_no,
    first_amount = excluded.first_amount, first_currency = excluded.first_currency,
    last_seen_ms = excluded.last_seen_ms, times = times + 1
