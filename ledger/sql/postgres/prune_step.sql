-- One step of a prune: looks at the next keys only, so that no step holds anything for long.
-- $1 after which key, $2 how many at most, $3 retention
WITH clock AS (
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
),
step AS (
    SELECT max(delivery_key) AS last
    FROM (
        SELECT delivery_key FROM ackwell_ledger
        WHERE delivery_key > $1 ORDER BY delivery_key LIMIT $2
    ) AS keys
),
gone AS (
    DELETE FROM ackwell_ledger AS kept
    USING clock, step
    WHERE kept.delivery_key > $1 AND kept.delivery_key <= step.last
      AND kept.changed_ms < now_ms - $3
      AND NOT (kept.state = 0 AND kept.lease_until_ms > now_ms)
    RETURNING 1
)
SELECT last, (SELECT count(*) FROM gone) FROM step
