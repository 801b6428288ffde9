UPDATE ackwell_ledger
SET state = ?4, changed_ms = CASE WHEN state = ?4 THEN changed_ms ELSE ?5 END
WHERE delivery_key = ?1 AND token = ?2 AND claimant = ?3 AND state IN (0, ?4)
