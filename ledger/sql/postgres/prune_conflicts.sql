-- $1 retention
DELETE FROM ackwell_conflict
WHERE last_seen_ms < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - $1
