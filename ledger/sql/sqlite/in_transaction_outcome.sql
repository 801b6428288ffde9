-- Second: what came of it. ?1 delivery key, ?2 the same random bytes, ?3 order, ?4 amount,
-- ?5 currency
SELECT CASE
           WHEN claimant = ?2 THEN 'first'
           WHEN order_no IS NOT ?3 OR amount IS NOT ?4 OR currency IS NOT ?5 THEN 'conflict'
           WHEN state = 1 THEN 'repeat'
           ELSE 'in_progress'
       END AS outcome,
       max(lease_until_ms - CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0) AS remaining_ms
FROM ackwell_ledger
WHERE delivery_key = ?1
