SELECT delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
FROM ackwell_ledger AS l
WHERE delivery_key > ?1
  AND CASE ?2
        WHEN 'in_progress' THEN state = 0 AND lease_until_ms > ?3
        WHEN 'expired'     THEN state = 0 AND lease_until_ms <= ?3
        WHEN 'committed'   THEN state = 1
        WHEN 'released'    THEN state IN (2, 3)
        ELSE TRUE
      END
  AND (NOT ?4 OR EXISTS (
        SELECT 1 FROM ackwell_conflict AS c WHERE c.delivery_key = l.delivery_key))
ORDER BY delivery_key
LIMIT ?5
