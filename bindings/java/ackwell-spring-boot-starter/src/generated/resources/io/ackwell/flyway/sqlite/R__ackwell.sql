-- Made by `cargo xtask generate` from ledger/sql. Do not edit.

-- The tables of the ledger, version 1. Times are milliseconds since 1970-01-01 UTC.

CREATE TABLE IF NOT EXISTS ackwell_schema (
    version INTEGER NOT NULL
) STRICT;

-- One row a delivery key: one fact that a provider reported.
CREATE TABLE IF NOT EXISTS ackwell_ledger (
    delivery_key   TEXT    NOT NULL PRIMARY KEY,
    state          INTEGER NOT NULL, -- 0 claimed, 1 committed, 2 released, 3 freed by a person
    token          INTEGER NOT NULL, -- the fencing token: 1 at the first claim, then higher
    claimant       BLOB    NOT NULL, -- 16 random bytes: which claim holds the token
    lease_until_ms INTEGER NOT NULL,
    first_seen_ms  INTEGER NOT NULL,
    changed_ms     INTEGER NOT NULL, -- last claim, commit or release
    fingerprint    BLOB    NOT NULL, -- SHA-256 of the signing string
    provider       TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    merchant_id    TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    order_no       TEXT,
    transaction_no TEXT,
    amount         TEXT,             -- a decimal without trailing zeros
    currency       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ackwell_ledger_order ON ackwell_ledger (order_no);

-- Later notifications with a known key and another order, amount or currency.
CREATE TABLE IF NOT EXISTS ackwell_conflict (
    delivery_key      TEXT    NOT NULL,
    fingerprint       BLOB    NOT NULL, -- of the later notification
    first_fingerprint BLOB    NOT NULL,
    first_order_no    TEXT,
    first_amount      TEXT,
    first_currency    TEXT,
    order_no          TEXT,
    amount            TEXT,
    currency          TEXT,
    first_seen_ms     INTEGER NOT NULL,
    last_seen_ms      INTEGER NOT NULL,
    times             INTEGER NOT NULL,
    PRIMARY KEY (delivery_key, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ackwell_conflict_order ON ackwell_conflict (order_no);

-- Orders that wait for a notification.
CREATE TABLE IF NOT EXISTS ackwell_expected (
    provider    TEXT    NOT NULL,
    merchant_id TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    amount      TEXT,
    currency    TEXT,
    placed_ms   INTEGER NOT NULL,
    due_ms      INTEGER NOT NULL,
    resolved_ms  INTEGER,             -- when a committed notification crossed it off
    PRIMARY KEY (order_no, merchant_id, provider)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS ackwell_expected_due
    ON ackwell_expected (due_ms) WHERE resolved_ms IS NULL;

INSERT INTO ackwell_schema (version)
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ackwell_schema);
