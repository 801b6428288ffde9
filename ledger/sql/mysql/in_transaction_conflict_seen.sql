-- After the conflict is recorded: reads the record. ? delivery key, fingerprint
SELECT lower(hex(first_fingerprint)) AS first_fingerprint, first_order_no, first_amount, first_currency,
       first_seen_ms, last_seen_ms, times
FROM ackwell_conflict
WHERE delivery_key = ? AND fingerprint = ?
