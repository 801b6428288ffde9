SELECT delivery_key, state, token, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency, now_ms
FROM ackwell_ledger AS kept
JOIN (SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms) AS clock
WHERE delivery_key > ?
  AND CASE ?
        WHEN 'in_progress' THEN state = 0 AND lease_until_ms > now_ms
        WHEN 'expired'     THEN state = 0 AND lease_until_ms <= now_ms
        WHEN 'committed'   THEN state = 1
        WHEN 'released'    THEN state IN (2, 3)
        ELSE TRUE
      END
  AND (NOT ? OR EXISTS (
        SELECT 1 FROM ackwell_conflict AS c WHERE c.delivery_key = kept.delivery_key))
ORDER BY delivery_key
LIMIT ?
