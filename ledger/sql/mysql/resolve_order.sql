-- Crosses an order off. ? provider, merchant, order
UPDATE ackwell_expected
SET resolved_ms = TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
WHERE provider = ? AND merchant_id = ? AND order_no = ? AND resolved_ms IS NULL
