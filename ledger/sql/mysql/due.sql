-- The orders that are overdue. ? now, how many at most
SELECT provider, merchant_id, order_no, amount, currency, placed_ms, due_ms
FROM ackwell_expected
WHERE resolved_ms IS NULL AND due_ms <= ?
ORDER BY due_ms, provider, merchant_id, order_no
LIMIT ?
