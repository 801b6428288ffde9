-- Second: what came of it. $1 delivery key, $2 the same random bytes, $3 order, $4 amount,
-- $5 currency
SELECT CASE
           WHEN claimant = $2 THEN 'first'
           WHEN order_no IS DISTINCT FROM $3 OR amount IS DISTINCT FROM $4
                OR currency IS DISTINCT FROM $5 THEN 'conflict'
           WHEN state = 1 THEN 'repeat'
           ELSE 'in_progress'
       END AS outcome,
       greatest(lease_until_ms - (extract(epoch FROM clock_timestamp()) * 1000)::bigint, 0)
           AS remaining_ms
FROM ackwell_ledger
WHERE delivery_key = $1
