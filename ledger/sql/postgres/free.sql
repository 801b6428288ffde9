UPDATE ackwell_ledger
SET state = 3, token = token + 1,
    changed_ms = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE delivery_key = $1
