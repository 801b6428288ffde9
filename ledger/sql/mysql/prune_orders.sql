DELETE FROM ackwell_expected
WHERE coalesce(cleared_ms, due_ms) < CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) - ?
