-- The orders that are overdue. $1 now, $2 how many at most
SELECT provider, merchant_id, order_no, amount, currency, placed_ms, due_ms
FROM ackwell_expected
WHERE resolved_ms IS NULL AND due_ms <= $1
ORDER BY due_ms, provider COLLATE "C", merchant_id COLLATE "C", order_no COLLATE "C"
LIMIT $2
