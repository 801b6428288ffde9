-- The end of the lease is the statement's insert id.
UPDATE ackwell_ledger
SET lease_until_ms = LAST_INSERT_ID(CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) + ?)
WHERE delivery_key = ? AND token = ? AND claimant = ? AND state = 0
