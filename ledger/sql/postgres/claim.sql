-- One claim in one round trip. A delivery that is not to be claimed is only read: no lock, no
-- write, no wait for the disk.
WITH clock AS (
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
),
seen AS (
    SELECT state, claimant, lease_until_ms, fingerprint, order_no, amount, currency
    FROM ackwell_ledger
    WHERE delivery_key = $1
),
taken AS (
    INSERT INTO ackwell_ledger AS kept (
        delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms,
        fingerprint, provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
    )
    SELECT $1, 0, 1, $2, now_ms + $3, now_ms, now_ms, $4, $5, $6, $7, $8, $9, $10, $11, $12
    FROM clock
    WHERE NOT EXISTS (
        SELECT 1 FROM seen
        WHERE state = 1 OR (state = 0 AND claimant <> $2 AND lease_until_ms > now_ms)
    )
    ON CONFLICT (delivery_key) DO UPDATE
    SET state = 0,
        token = kept.token + CASE WHEN kept.state = 0 AND kept.claimant = $2 THEN 0 ELSE 1 END,
        claimant = $2,
        lease_until_ms = excluded.lease_until_ms,
        changed_ms = excluded.changed_ms,
        fingerprint = $4,
        order_no = $9,
        transaction_no = $10,
        amount = $11,
        currency = $12
    WHERE kept.state = 3
       OR (
            (kept.state = 2
             OR (kept.state = 0
                 AND (kept.claimant = $2 OR kept.lease_until_ms <= excluded.changed_ms)))
            AND kept.order_no IS NOT DISTINCT FROM $9
            AND kept.amount IS NOT DISTINCT FROM $11
            AND kept.currency IS NOT DISTINCT FROM $12
       )
    RETURNING token, lease_until_ms
)
SELECT token, lease_until_ms, NULL::smallint AS state, NULL::bytea AS fingerprint,
       NULL::text AS order_no, NULL::text AS amount, NULL::text AS currency, now_ms
FROM taken, clock
UNION ALL
SELECT NULL, lease_until_ms, state, fingerprint, order_no, amount, currency, now_ms
FROM seen, clock
WHERE NOT EXISTS (SELECT 1 FROM taken)
