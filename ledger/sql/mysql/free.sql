UPDATE ackwell_ledger
SET state = 3, token = token + 1, changed_ms = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)
WHERE delivery_key = ?
