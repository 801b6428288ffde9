-- One claim in one statement and one round trip. What it came to is the statement's insert id:
-- 0 for a new key, else eight times a number plus a code:
--   1  taken over, the number is the token
--   2  committed before
--   3  in progress, the number is the rest of the other's lease in milliseconds
--   4  conflict
-- Assignments are made from left to right. The token comes first, while every column is as it was,
-- then the claimant and the state, and from there on `claimant = VALUES(claimant) AND state = 0` says
-- that the claim was taken.
-- VALUES(changed_ms) is the time now.
INSERT INTO ackwell_ledger (
    delivery_key, claimant, state, token, lease_until_ms, first_seen_ms, changed_ms,
    fingerprint, provider, kind, merchant_id, status, order_no, transaction_no, amount, currency
)
VALUES (
    ?, ?, 0, 1,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 + ?,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
    TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000,
    ?, ?, ?, ?, ?, ?, ?, ?, ?
)
ON DUPLICATE KEY UPDATE
    token = IF(
        LAST_INSERT_ID(CASE
            WHEN state <> 3
                 AND NOT (CAST(order_no AS BINARY) <=> CAST(VALUES(order_no) AS BINARY)
                          AND amount <=> VALUES(amount)
                          AND CAST(currency AS BINARY) <=> CAST(VALUES(currency) AS BINARY))
                THEN 4
            WHEN state = 1
                THEN 2
            WHEN state = 0 AND claimant <> VALUES(claimant) AND lease_until_ms > VALUES(changed_ms)
                THEN (lease_until_ms - VALUES(changed_ms)) * 8 + 3
            WHEN state = 0 AND claimant = VALUES(claimant)
                THEN token * 8 + 1
            ELSE (token + 1) * 8 + 1
        END) MOD 8 = 1,
        token + IF(state = 0 AND claimant = VALUES(claimant), 0, 1),
        token
    ),
    claimant = IF(
        state = 3
        OR ((state = 2 OR (state = 0 AND lease_until_ms <= VALUES(changed_ms)))
            AND CAST(order_no AS BINARY) <=> CAST(VALUES(order_no) AS BINARY)
            AND amount <=> VALUES(amount)
            AND CAST(currency AS BINARY) <=> CAST(VALUES(currency) AS BINARY)),
        VALUES(claimant),
        claimant
    ),
    state = IF(claimant = VALUES(claimant) AND state <> 1, 0, state),
    lease_until_ms =
        IF(claimant = VALUES(claimant) AND state = 0, VALUES(lease_until_ms), lease_until_ms),
    changed_ms = IF(claimant = VALUES(claimant) AND state = 0, VALUES(changed_ms), changed_ms),
    fingerprint = IF(claimant = VALUES(claimant) AND state = 0, VALUES(fingerprint), fingerprint),
    transaction_no =
        IF(claimant = VALUES(claimant) AND state = 0, VALUES(transaction_no), transaction_no),
    order_no = IF(claimant = VALUES(claimant) AND state = 0, VALUES(order_no), order_no),
    amount = IF(claimant = VALUES(claimant) AND state = 0, VALUES(amount), amount),
    currency = IF(claimant = VALUES(claimant) AND state = 0, VALUES(currency), currency)
