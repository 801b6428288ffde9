-- Crosses an order off. $1 provider, $2 merchant, $3 order
UPDATE ackwell_expected
SET resolved_ms = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
WHERE provider = $1 AND merchant_id = $2 AND order_no = $3 AND resolved_ms IS NULL
