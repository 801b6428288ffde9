UPDATE ackwell_ledger
SET state = 2,
    changed_ms = CASE
        WHEN state = 2 THEN changed_ms
        ELSE (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    END
WHERE delivery_key = $1 AND token = $2 AND claimant = $3 AND state IN (0, 2)
