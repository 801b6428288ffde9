DELETE FROM ackwell_ledger
WHERE delivery_key > ?1 AND delivery_key <= ?2
  AND changed_ms < ?3 AND NOT (state = 0 AND lease_until_ms > ?4)
