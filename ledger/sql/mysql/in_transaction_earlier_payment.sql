-- After a first, if you want to know: whether another transaction paid the order before. No row if
-- not. LOCK IN SHARE MODE reads what is there now, not what was there when the transaction began, and
-- waits for a transaction that fulfils the other payment. ? provider, merchant, order, order,
-- transaction
SELECT delivery_key, transaction_no, amount, currency, changed_ms AS fulfilled_ms
FROM ackwell_ledger
WHERE provider = ? AND merchant_id = ? AND order_no = ? AND CAST(order_no AS BINARY) = CAST(? AS BINARY)
  AND NOT (transaction_no <=> ?)
  AND state = 1 AND status = 'succeeded'
  AND kind IN ('lianlian.payment', 'lianlian.exchange_payment', 'pingpong.transaction')
ORDER BY changed_ms, delivery_key
LIMIT 1
LOCK IN SHARE MODE
