UPDATE ackwell_ledger
SET lease_until_ms = (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $4
WHERE delivery_key = $1 AND token = $2 AND claimant = $3 AND state = 0
RETURNING lease_until_ms
