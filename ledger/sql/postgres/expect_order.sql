-- Writes down an order that waits. $1 provider, $2 merchant, $3 order, $4 amount, $5 currency,
-- $6 placed, $7 due
INSERT INTO ackwell_expected AS known (
    provider, merchant_id, order_no, amount, currency, placed_ms, due_ms
)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (provider, merchant_id, order_no) DO UPDATE
SET amount = excluded.amount, currency = excluded.currency,
    placed_ms = excluded.placed_ms, due_ms = excluded.due_ms, resolved_ms = NULL
WHERE known.resolved_ms IS NULL OR excluded.placed_ms > known.resolved_ms
