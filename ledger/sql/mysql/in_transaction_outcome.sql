-- Second: what came of it. FOR UPDATE reads what is there now, not what was there when the
-- transaction began. ? the random bytes, order, amount, currency, delivery key
SELECT CASE
           WHEN claimant = ? THEN 'first'
           WHEN NOT (CAST(order_no AS BINARY) <=> CAST(? AS BINARY)
                     AND amount <=> ?
                     AND CAST(currency AS BINARY) <=> CAST(? AS BINARY)) THEN 'conflict'
           WHEN state = 1 THEN 'repeat'
           ELSE 'in_progress'
       END AS outcome,
       greatest(lease_until_ms - CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED), 0) AS remaining_ms
FROM ackwell_ledger
WHERE delivery_key = ?
FOR UPDATE
