-- ?1 oldest
DELETE FROM ackwell_conflict WHERE last_seen_ms < ?1
