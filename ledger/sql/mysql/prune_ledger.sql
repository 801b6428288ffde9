DELETE FROM ackwell_ledger
WHERE delivery_key > ? AND delivery_key <= ?
  AND changed_ms < CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) - ?
  AND NOT (state = 0 AND lease_until_ms > CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED))
