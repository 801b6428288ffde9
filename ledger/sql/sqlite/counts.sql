SELECT count(*) FILTER (WHERE state = 0 AND lease_until_ms > ?1),
       count(*) FILTER (WHERE state = 0 AND lease_until_ms <= ?1),
       count(*) FILTER (WHERE state = 1),
       count(*) FILTER (WHERE state IN (2, 3)),
       (SELECT count(*) FROM ackwell_conflict),
       (SELECT count(*) FROM ackwell_expected WHERE resolved_ms IS NULL)
FROM ackwell_ledger
