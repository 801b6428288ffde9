WITH clock AS (
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
),
settled AS (
    UPDATE ackwell_ledger
    SET state = 1, changed_ms = CASE WHEN state = 1 THEN changed_ms ELSE now_ms END
    FROM clock
    WHERE delivery_key = $1 AND token = $2 AND claimant = $3 AND state IN (0, 1)
    RETURNING 1
),
crossed_off AS (
    UPDATE ackwell_expected
    SET resolved_ms = now_ms
    FROM clock
    WHERE provider = $4 AND merchant_id = $5 AND order_no = $6 AND resolved_ms IS NULL
      AND EXISTS (SELECT 1 FROM settled)
)
SELECT count(*) FROM settled
