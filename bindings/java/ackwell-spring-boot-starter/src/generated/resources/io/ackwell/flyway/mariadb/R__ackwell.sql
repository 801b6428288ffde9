-- Made by `cargo xtask generate` from ledger/sql. Do not edit.

-- The tables of the ledger, version 1, for MySQL 8 and MariaDB 10.6 and later. Times are
-- milliseconds since 1970-01-01 UTC on the server's clock.

CREATE TABLE IF NOT EXISTS ackwell_schema (
    version INT NOT NULL PRIMARY KEY
) ENGINE = InnoDB;

-- One row a delivery key: one fact that a provider reported.
CREATE TABLE IF NOT EXISTS ackwell_ledger (
    delivery_key   VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    state          TINYINT     NOT NULL, -- 0 claimed, 1 committed, 2 released, 3 freed by a person
    token          BIGINT      NOT NULL, -- the fencing token: 1 at the first claim, then higher
    claimant       BINARY(16)  NOT NULL, -- random: which claim holds the token
    lease_until_ms BIGINT      NOT NULL,
    first_seen_ms  BIGINT      NOT NULL,
    changed_ms     BIGINT      NOT NULL, -- last claim, commit or release
    fingerprint    BINARY(32)  NOT NULL, -- SHA-256 of the signing string
    provider       VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    merchant_id    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status         VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    order_no       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    transaction_no VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    amount         VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin, -- no trailing zeros
    currency       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    INDEX ackwell_ledger_order (order_no)
) ENGINE = InnoDB;

-- Later notifications with a known key and another order, amount or currency.
CREATE TABLE IF NOT EXISTS ackwell_conflict (
    delivery_key      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint       BINARY(32)  NOT NULL, -- of the later notification
    first_fingerprint BINARY(32)  NOT NULL,
    first_order_no    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    first_amount      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin,
    first_currency    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    order_no          VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    amount            VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin,
    currency          VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    first_seen_ms     BIGINT      NOT NULL,
    last_seen_ms      BIGINT      NOT NULL,
    times             BIGINT      NOT NULL,
    PRIMARY KEY (delivery_key, fingerprint),
    INDEX ackwell_conflict_order (order_no)
) ENGINE = InnoDB;

-- Orders that wait for a notification. Numbers are bytes: 'A' and 'A ' are two orders.
CREATE TABLE IF NOT EXISTS ackwell_expected (
    provider    VARBINARY(32)  NOT NULL,
    merchant_id VARBINARY(255) NOT NULL,
    order_no    VARBINARY(255) NOT NULL,
    amount      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin,
    currency    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    placed_ms   BIGINT NOT NULL,
    due_ms      BIGINT NOT NULL,
    resolved_ms  BIGINT,                -- when a committed notification crossed it off
    PRIMARY KEY (order_no, merchant_id, provider),
    INDEX ackwell_expected_due (resolved_ms, due_ms)
) ENGINE = InnoDB;

INSERT IGNORE INTO ackwell_schema (version) VALUES (1);
