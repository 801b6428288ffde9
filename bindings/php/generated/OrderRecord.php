<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * An order that the shop wrote down as one that waits for a notification.
 */
final class OrderRecord
{
    /**
     * @internal
     */
    public function __construct(
        /** The provider. */
        public readonly Provider $provider,
        /** The merchant's number at the provider. */
        public readonly string $merchantId,
        /** The shop's order number. */
        public readonly string $orderNo,
        /** What it costs, without trailing zeros, if the shop wrote that down. */
        public readonly ?Amount $amount,
        /** When the shop sent it to the provider. */
        public readonly \DateTimeImmutable $placedAt,
        /** When the provider's last re-send is past. */
        public readonly \DateTimeImmutable $dueAt,
        /** When a notification or a person resolved it. Absent while it waits. */
        public readonly ?\DateTimeImmutable $resolvedAt,
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
            $row->provider('provider'),
            $row->text('merchant_id'),
            $row->text('order_no'),
            $row->amountOrNull('amount'),
            $row->moment('placed_at_ms'),
            $row->moment('due_at_ms'),
            $row->momentOrNull('resolved_at_ms'),
        );
    }
}
