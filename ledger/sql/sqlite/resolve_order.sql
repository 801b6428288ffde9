UPDATE ackwell_expected
SET resolved_ms = ?4
WHERE provider = ?1 AND merchant_id = ?2 AND order_no = ?3 AND resolved_ms IS NULL
