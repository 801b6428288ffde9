-- Every delivery of an order number, and every one that a later notification of this order number
-- contradicted. A join, because MySQL would run a subquery of IN for each row of the table. The
-- comparison ignores blanks at the end: the caller compares again. ? order, order
SELECT kept.delivery_key, state, token, lease_until_ms, first_seen_ms, changed_ms, fingerprint,
       provider, kind, merchant_id, status, order_no, transaction_no, amount, currency, now_ms
FROM (
    SELECT delivery_key FROM ackwell_ledger WHERE order_no = ?
    UNION
    SELECT delivery_key FROM ackwell_conflict WHERE order_no = ?
) AS named
JOIN ackwell_ledger AS kept ON kept.delivery_key = named.delivery_key
JOIN (SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms) AS clock
ORDER BY kept.delivery_key
