<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * How much a prune removed.
 */
final class Pruned
{
    /**
     * @internal
     */
    public function __construct(
        /** Deliveries. */
        public readonly int $deliveries,
        /** Conflicts. */
        public readonly int $conflicts,
        /** Expected orders. */
        public readonly int $orders,
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
            $row->count('deliveries'),
            $row->count('conflicts'),
            $row->count('orders'),
        );
    }
}
