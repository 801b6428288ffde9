-- After the conflict is recorded: reads the record. ?1 delivery key, ?2 fingerprint
SELECT lower(hex(first_fingerprint)) AS first_fingerprint, first_order_no, first_amount, first_currency,
       first_seen_ms, last_seen_ms, times
FROM ackwell_conflict
WHERE delivery_key = ?1 AND fingerprint = ?2
