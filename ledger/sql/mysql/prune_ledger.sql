-- ? after which key, up to which key, retention
DELETE FROM ackwell_ledger
WHERE delivery_key > ? AND delivery_key <= ?
  AND changed_ms < TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 - ?
  AND NOT (
      state = 0
      AND lease_until_ms > TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
  )
