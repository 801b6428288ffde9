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
       greatest(
           lease_until_ms - TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000, 0
       ) AS remaining_ms
FROM ackwell_ledger
WHERE delivery_key = ?
FOR UPDATE
