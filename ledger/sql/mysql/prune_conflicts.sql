DELETE FROM ackwell_conflict
WHERE last_seen_ms < CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) - ?
