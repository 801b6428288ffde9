UPDATE ackwell_ledger SET state = 3, token = token + 1, changed_ms = ?2 WHERE delivery_key = ?1
