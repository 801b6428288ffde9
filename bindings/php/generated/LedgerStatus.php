<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What a ledger is, and how much it keeps.
 */
final class LedgerStatus
{
    /**
     * @internal
     */
    public function __construct(
        /** The kind of store: `memory`, `sqlite`, `postgres`, `mysql` or `redis`. */
        public readonly string $store,
        /** What the server calls itself, with its version. */
        public readonly string $server,
        /** Where it is: a path, or a host, port and database. Never a password. */
        public readonly string $location,
        /** The version of the tables. */
        public readonly int $schema,
        /** What the store, as it is configured now, does with a committed delivery when its machine loses
         *  power: one sentence. */
        public readonly string $durability,
        /** How long a lease runs. In milliseconds. */
        public readonly int $leaseMs,
        /** How long a delivery is kept. In milliseconds. */
        public readonly int $retentionMs,
        /** How much it keeps. */
        public readonly LedgerCounts $counts,
    ) {
    }

    /**
     * The record that the library wrote as JSON.
     *
     * @internal
     */
    public static function of(Row $row): self
    {
        return new self(
            $row->text('store'),
            $row->text('server'),
            $row->text('location'),
            $row->count('schema'),
            $row->text('durability'),
            $row->count('lease_ms'),
            $row->count('retention_ms'),
            LedgerCounts::of($row->row('counts')),
        );
    }
}
