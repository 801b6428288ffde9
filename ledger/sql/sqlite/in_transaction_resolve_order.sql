-- After a first that is final and names an order: resolves the order that waits. ?1 provider,
-- ?2 merchant, ?3 order
UPDATE ackwell_expected
SET resolved_ms = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
WHERE provider = ?1 AND merchant_id = ?2 AND order_no = ?3 AND resolved_ms IS NULL
