<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * One of two notifications that contradict each other.
 */
final class ConflictSide
{
    /**
     * @internal
     */
    public function __construct(
        /** The notification's fingerprint, 64 lower-case hex digits. */
        public readonly string $fingerprint,
        /** The shop's order number. */
        public readonly ?string $orderNo,
        /** The amount, without trailing zeros. */
        public readonly ?Amount $amount,
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
            $row->text('fingerprint'),
            $row->textOrNull('order_no'),
            $row->amountOrNull('amount'),
        );
    }
}
