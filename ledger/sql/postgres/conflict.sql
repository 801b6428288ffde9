INSERT INTO ackwell_conflict AS known (
    delivery_key, fingerprint, first_fingerprint, first_order_no, first_amount, first_currency,
    order_no, amount, currency, first_seen_ms, last_seen_ms, times
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1)
ON CONFLICT (delivery_key, fingerprint) DO UPDATE
SET first_fingerprint = excluded.first_fingerprint, first_order_no = excluded.first_order_no,
    first_amount = excluded.first_amount, first_currency = excluded.first_currency,
    last_seen_ms = excluded.last_seen_ms, times = known.times + 1
RETURNING first_seen_ms, times
