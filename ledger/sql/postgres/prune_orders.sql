-- $1 retention
DELETE FROM ackwell_expected
WHERE coalesce(resolved_ms, due_ms) < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - $1
