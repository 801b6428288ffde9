UPDATE ackwell_ledger
SET changed_ms = IF(
        state = 2, changed_ms, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
    ),
    state = 2
WHERE delivery_key = ? AND token = ? AND claimant = ? AND state IN (0, 2)
