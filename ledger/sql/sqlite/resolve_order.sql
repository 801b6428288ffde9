UPDATE ackwell_expected
SET cleared_ms = ?4
WHERE provider = ?1 AND merchant_id = ?2 AND order_no = ?3 AND cleared_ms IS NULL
