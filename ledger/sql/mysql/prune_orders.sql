-- ? retention
DELETE FROM ackwell_expected
WHERE coalesce(resolved_ms, due_ms)
    < TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 - ?
