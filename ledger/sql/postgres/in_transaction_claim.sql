-- Inside the shop's own transaction, first: the delivery counts as committed from the start, and
-- becomes so for others when the transaction commits. Waits for a transaction that claims the same.
-- $1 delivery key, $2 16 random bytes, $3 fingerprint, $4 provider, $5 kind, $6 merchant, $7 status,
-- $8 order, $9 transaction, $10 amount, $11 currency
INSERT INTO ackwell_ledger AS kept (
    delivery_key, state, token, claimant, lease_until_ms, first_seen_ms, changed_ms,
    fingerprint, provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
)
SELECT $1, 1, 1, $2, now_ms, now_ms, now_ms, $3, $4, $5, $6, $7, $8, $9, $10, $11
FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms) AS clock
ON CONFLICT (delivery_key) DO UPDATE
SET state = 1, token = kept.token + 1, claimant = excluded.claimant,
    lease_until_ms = excluded.lease_until_ms, changed_ms = excluded.changed_ms,
    fingerprint = excluded.fingerprint, order_no = excluded.order_no,
    transaction_no = excluded.transaction_no, amount = excluded.amount,
    currency = excluded.currency
WHERE kept.state = 3
   OR ((kept.state = 2 OR (kept.state = 0 AND kept.lease_until_ms <= excluded.changed_ms))
       AND kept.order_no IS NOT DISTINCT FROM excluded.order_no
       AND kept.amount IS NOT DISTINCT FROM excluded.amount
       AND kept.currency IS NOT DISTINCT FROM excluded.currency)
