-- Commits. A second commit of the same claim matches too, and so is no error. The order that waits is
-- resolved by a separate statement (`resolve_order`) in the same transaction: one UPDATE of both
-- tables needs a temporary table for each commit, and MariaDB 10.11 was seen to crash while it cleans
-- up such a one. ? delivery key, token, claimant
UPDATE ackwell_ledger
SET changed_ms = IF(
        state = 1, changed_ms, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
    ),
    state = 1
WHERE delivery_key = ? AND token = ? AND claimant = ? AND state IN (0, 1)
