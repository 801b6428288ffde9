SELECT delivery_key, fingerprint, first_fingerprint, first_order_no, first_amount, first_currency,
       order_no, amount, currency, first_seen_ms, last_seen_ms, times
FROM ackwell_conflict
WHERE delivery_key >= ? AND delivery_key <= ?
ORDER BY delivery_key, fingerprint
