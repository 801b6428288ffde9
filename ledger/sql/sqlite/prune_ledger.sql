-- ?1 after which key, ?2 up to which key, ?3 oldest, ?4 now
DELETE FROM ackwell_ledger
WHERE delivery_key > ?1 AND delivery_key <= ?2
  AND changed_ms < ?3 AND NOT (state = 0 AND lease_until_ms > ?4)
