UPDATE ackwell_ledger
SET changed_ms = IF(state = 2, changed_ms, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)),
    state = 2
WHERE delivery_key = ? AND token = ? AND claimant = ? AND state IN (0, 2)
