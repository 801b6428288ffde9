<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * Two genuine notifications with one delivery key that disagree about money or order.
 */
final class Conflict
{
    /**
     * @internal
     *
     * @param list<string> $differs
     */
    public function __construct(
        /** The delivery key that both have. */
        public readonly string $deliveryKey,
        /** What the notification reported that the ledger keeps. */
        public readonly ConflictSide $first,
        /** What the later one reported. It was not acted on. */
        public readonly ConflictSide $later,
        /** Which of `order_no`, `amount` and `currency` differ. */
        public readonly array $differs,
        /** When the later one was first seen. */
        public readonly \DateTimeImmutable $firstSeen,
        /** When the later one was last seen. */
        public readonly \DateTimeImmutable $lastSeen,
        /** How often the later one came. */
        public readonly int $times,
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
            $row->text('delivery_key'),
            ConflictSide::of($row->row('first')),
            ConflictSide::of($row->row('later')),
            $row->words('differs'),
            $row->moment('first_seen_ms'),
            $row->moment('last_seen_ms'),
            $row->count('times'),
        );
    }
}
