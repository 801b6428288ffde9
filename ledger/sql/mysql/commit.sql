-- Commits, and crosses off the order that waits, in one statement. A second commit of the same
-- claim matches too, and so is no error.
UPDATE ackwell_ledger AS kept
LEFT JOIN ackwell_expected AS waiting
    ON waiting.provider = ? AND waiting.merchant_id = ? AND waiting.order_no = ?
       AND waiting.cleared_ms IS NULL
SET kept.state = 1,
    kept.changed_ms = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED),
    waiting.cleared_ms = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)
WHERE kept.delivery_key = ? AND kept.token = ? AND kept.claimant = ? AND kept.state IN (0, 1)
