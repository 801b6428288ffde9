-- ? retention
DELETE FROM ackwell_conflict
WHERE last_seen_ms < TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 - ?
