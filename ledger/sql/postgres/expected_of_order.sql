-- $1 order
SELECT provider, merchant_id, order_no, amount, currency, placed_ms, due_ms, resolved_ms
FROM ackwell_expected
WHERE order_no = $1
ORDER BY provider COLLATE "C", merchant_id COLLATE "C"
