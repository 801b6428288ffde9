WITH clock AS (
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
)
SELECT count(*) FILTER (WHERE state = 0 AND lease_until_ms > (SELECT now_ms FROM clock)),
       count(*) FILTER (WHERE state = 0 AND lease_until_ms <= (SELECT now_ms FROM clock)),
       count(*) FILTER (WHERE state = 1),
       count(*) FILTER (WHERE state IN (2, 3)),
       (SELECT count(*) FROM ackwell_conflict),
       (SELECT count(*) FROM ackwell_expected WHERE resolved_ms IS NULL),
       current_setting('server_version'),
       current_setting('synchronous_commit'),
       current_setting('fsync'),
       current_setting('synchronous_standby_names')
FROM ackwell_ledger
