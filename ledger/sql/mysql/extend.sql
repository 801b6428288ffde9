-- The end of the lease is the statement's insert id.
UPDATE ackwell_ledger
SET lease_until_ms = LAST_INSERT_ID(
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 + ?
)
WHERE delivery_key = ? AND token = ? AND claimant = ? AND state = 0
