-- ?1 oldest
DELETE FROM ackwell_expected WHERE coalesce(cleared_ms, due_ms) < ?1
