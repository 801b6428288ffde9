SELECT coalesce(sum(state = 0 AND lease_until_ms > now_ms), 0),
       coalesce(sum(state = 0 AND lease_until_ms <= now_ms), 0),
       coalesce(sum(state = 1), 0),
       coalesce(sum(state IN (2, 3)), 0),
       (SELECT count(*) FROM ackwell_conflict),
       (SELECT count(*) FROM ackwell_expected WHERE resolved_ms IS NULL),
       version(),
       @@innodb_flush_log_at_trx_commit,
       @@log_bin,
       @@sync_binlog
FROM (SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms) AS clock
LEFT JOIN ackwell_ledger AS kept ON TRUE
