-- The last key of the next step: a prune walks the keys in steps, so that no step holds anything
-- for long. ? after which key, how many at most
SELECT max(delivery_key)
FROM (
    SELECT delivery_key FROM ackwell_ledger WHERE delivery_key > ? ORDER BY delivery_key LIMIT ?
) AS step
