UPDATE ackwell_ledger
SET state = 3, token = token + 1,
    changed_ms = TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
WHERE delivery_key = ?
