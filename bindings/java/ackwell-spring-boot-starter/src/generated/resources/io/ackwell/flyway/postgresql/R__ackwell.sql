-- Made by `cargo xtask generate` from ledger/sql. Do not edit.

-- The tables of the ledger, version 1. Times are milliseconds since 1970-01-01 UTC on the
-- server's clock.

CREATE TABLE IF NOT EXISTS ackwell_schema (
    version integer NOT NULL
);

-- One row a delivery key: one fact that a provider reported.
CREATE TABLE IF NOT EXISTS ackwell_ledger (
    delivery_key   text COLLATE "C" PRIMARY KEY,
    state          smallint NOT NULL, -- 0 claimed, 1 committed, 2 released, 3 freed by a person
    token          bigint   NOT NULL, -- the fencing token: 1 at the first claim, then higher
    claimant       bytea    NOT NULL, -- 16 random bytes: which claim holds the token
    lease_until_ms bigint   NOT NULL,
    first_seen_ms  bigint   NOT NULL,
    changed_ms     bigint   NOT NULL, -- last claim, commit or release
    fingerprint    bytea    NOT NULL, -- SHA-256 of the signing string
    provider       text     NOT NULL,
    kind           text     NOT NULL,
    merchant_id    text     NOT NULL,
    status         text     NOT NULL,
    order_no       text,
    transaction_no text,
    amount         text,              -- a decimal without trailing zeros
    currency       text
) WITH (fillfactor = 85);             -- space for the commit on the page of the claim

-- Without the state: a commit then changes no index.
CREATE INDEX IF NOT EXISTS ackwell_ledger_order ON ackwell_ledger (order_no);

-- Later notifications with a known key and another order, amount or currency.
CREATE TABLE IF NOT EXISTS ackwell_conflict (
    delivery_key      text COLLATE "C" NOT NULL,
    fingerprint       bytea  NOT NULL, -- of the later notification
    first_fingerprint bytea  NOT NULL,
    first_order_no    text,
    first_amount      text,
    first_currency    text,
    order_no          text,
    amount            text,
    currency          text,
    first_seen_ms     bigint NOT NULL,
    last_seen_ms      bigint NOT NULL,
    times             bigint NOT NULL,
    PRIMARY KEY (delivery_key, fingerprint)
);

CREATE INDEX IF NOT EXISTS ackwell_conflict_order ON ackwell_conflict (order_no);

-- Orders that wait for a notification.
CREATE TABLE IF NOT EXISTS ackwell_expected (
    provider    text   NOT NULL,
    merchant_id text   NOT NULL,
    order_no    text   NOT NULL,
    amount      text,
    currency    text,
    placed_ms   bigint NOT NULL,
    due_ms      bigint NOT NULL,
    resolved_ms  bigint,                -- when a committed notification crossed it off
    PRIMARY KEY (order_no, merchant_id, provider)
);

CREATE INDEX IF NOT EXISTS ackwell_expected_due
    ON ackwell_expected (due_ms) WHERE resolved_ms IS NULL;

INSERT INTO ackwell_schema (version)
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ackwell_schema);
