-- ?1 oldest
DELETE FROM ackwell_expected WHERE coalesce(resolved_ms, due_ms) < ?1
