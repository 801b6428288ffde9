-- Writes down an order that waits. ? provider, merchant, order, amount, currency, placed, due
INSERT INTO ackwell_expected (
    provider, merchant_id, order_no, amount, currency, placed_ms, due_ms
)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE
    amount = IF(resolved_ms IS NULL OR VALUES(placed_ms) > resolved_ms, VALUES(amount), amount),
    currency = IF(resolved_ms IS NULL OR VALUES(placed_ms) > resolved_ms, VALUES(currency), currency),
    due_ms = IF(resolved_ms IS NULL OR VALUES(placed_ms) > resolved_ms, VALUES(due_ms), due_ms),
    placed_ms = IF(resolved_ms IS NULL OR VALUES(placed_ms) > resolved_ms,
                   VALUES(placed_ms), placed_ms),
    resolved_ms = IF(resolved_ms IS NULL OR VALUES(placed_ms) > resolved_ms, NULL, resolved_ms)
