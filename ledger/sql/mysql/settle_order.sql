-- Crosses an order off. ? provider, merchant, order
UPDATE ackwell_expected
SET cleared_ms = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)
WHERE provider = ? AND merchant_id = ? AND order_no = ? AND cleared_ms IS NULL
