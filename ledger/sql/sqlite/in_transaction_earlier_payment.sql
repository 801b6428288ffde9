-- After a first, if you want to know: whether another transaction paid the order before. No row if
-- not. ?1 provider, ?2 merchant, ?3 order, ?4 transaction
SELECT delivery_key, transaction_no, amount, currency, changed_ms AS fulfilled_ms
FROM ackwell_ledger
WHERE order_no = ?3 AND provider = ?1 AND merchant_id = ?2 AND transaction_no IS NOT ?4
  AND state = 1 AND status = 'succeeded'
  AND kind IN ('lianlian.payment', 'lianlian.exchange_payment', 'pingpong.transaction')
ORDER BY changed_ms, delivery_key
LIMIT 1
