-- Inside the shop's own transaction, first: the delivery counts as committed from the start, and
-- becomes so for others when the transaction commits. Waits for a transaction that claims the same.
-- ? delivery key, 16 random bytes, fingerprint, provider, kind, merchant, status, order, transaction,
-- amount, currency. Assignments are made from left to right: the claimant comes after what decides,
-- and from there on `claimant = VALUES(claimant)` says that the claim was taken. The time is counted
-- from UTC_TIMESTAMP: UNIX_TIMESTAMP(NOW()) goes through the session's time zone, and is an hour wrong
-- for an hour of each year.
INSERT INTO ackwell_ledger (
    delivery_key, claimant, state, token, lease_until_ms, first_seen_ms, changed_ms,
    fingerprint, provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
)
VALUES (
    ?, ?, 1, 1,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
    ?, ?, ?, ?, ?, ?, ?, ?, ?
)
ON DUPLICATE KEY UPDATE
    claimant = IF(
        state = 3
        OR ((state = 2 OR (state = 0 AND lease_until_ms <= VALUES(changed_ms)))
            AND CAST(order_no AS BINARY) <=> CAST(VALUES(order_no) AS BINARY)
            AND amount <=> VALUES(amount)
            AND CAST(currency AS BINARY) <=> CAST(VALUES(currency) AS BINARY)),
        VALUES(claimant),
        claimant
    ),
    token = IF(claimant = VALUES(claimant), token + 1, token),
    state = IF(claimant = VALUES(claimant), 1, state),
    lease_until_ms = IF(claimant = VALUES(claimant), VALUES(lease_until_ms), lease_until_ms),
    changed_ms = IF(claimant = VALUES(claimant), VALUES(changed_ms), changed_ms),
    fingerprint = IF(claimant = VALUES(claimant), VALUES(fingerprint), fingerprint),
    transaction_no = IF(claimant = VALUES(claimant), VALUES(transaction_no), transaction_no),
    order_no = IF(claimant = VALUES(claimant), VALUES(order_no), order_no),
    amount = IF(claimant = VALUES(claimant), VALUES(amount), amount),
    currency = IF(claimant = VALUES(claimant), VALUES(currency), currency)
