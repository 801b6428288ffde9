-- The last key of the next step: a prune walks the keys in steps, so that no step holds the
-- ledger for long. ?1 after which key, ?2 how many at most
SELECT max(delivery_key)
FROM (SELECT delivery_key FROM ackwell_ledger WHERE delivery_key > ?1 ORDER BY delivery_key LIMIT ?2)
