UPDATE ackwell_ledger
SET state = 0, token = ?2, claimant = ?3, lease_until_ms = ?4, changed_ms = ?5, fingerprint = ?6,
    order_no = ?7, transaction_no = ?8, amount = ?9, currency = ?10
WHERE delivery_key = ?1
