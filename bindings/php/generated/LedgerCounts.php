<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * How many of each a ledger keeps.
 */
final class LedgerCounts
{
    /**
     * @internal
     */
    public function __construct(
        /** Deliveries with a lease that runs. */
        public readonly int $inProgress,
        /** Deliveries with a lease that ran out. */
        public readonly int $expired,
        /** Deliveries that were fulfilled. */
        public readonly int $committed,
        /** Deliveries that were released. */
        public readonly int $released,
        /** Later notifications that contradicted a first one. */
        public readonly int $conflicts,
        /** Orders that wait for a notification. */
        public readonly int $waitingOrders,
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
            $row->count('in_progress'),
            $row->count('expired'),
            $row->count('committed'),
            $row->count('released'),
            $row->count('conflicts'),
            $row->count('waiting_orders'),
        );
    }
}
