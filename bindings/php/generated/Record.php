<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What the ledger keeps of one delivery.
 */
final class Record
{
    /**
     * @internal
     *
     * @param list<Conflict> $conflicts
     */
    public function __construct(
        /** The delivery key. */
        public readonly string $deliveryKey,
        /** The state of the delivery, on the store's clock. */
        public readonly DeliveryState $state,
        /** How often it was claimed, or reopened by a person. */
        public readonly int $token,
        /** The provider. */
        public readonly Provider $provider,
        /** The notification's kind, for example `lianlian.payment`. */
        public readonly string $kind,
        /** The merchant's number at the provider. */
        public readonly string $merchantId,
        /** The shop's order number. */
        public readonly ?string $orderNo,
        /** The provider's transaction number. */
        public readonly ?string $transactionNo,
        /** The status that the notification reported: `succeeded`, `processing` and so on. */
        public readonly string $status,
        /** The amount, without trailing zeros. */
        public readonly ?Amount $amount,
        /** The fingerprint of the notification that was claimed last, 64 lower-case hex digits. */
        public readonly string $fingerprint,
        /** When the delivery was first seen. */
        public readonly \DateTimeImmutable $firstSeen,
        /** When it was last claimed, committed or released. */
        public readonly \DateTimeImmutable $changedAt,
        /** When the lease runs out or ran out. Only while the state is in progress or expired. */
        public readonly ?\DateTimeImmutable $leaseUntil,
        /** The later notifications that contradicted this one. */
        public readonly array $conflicts,
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
            $row->state('state'),
            $row->count('token'),
            $row->provider('provider'),
            $row->text('kind'),
            $row->text('merchant_id'),
            $row->textOrNull('order_no'),
            $row->textOrNull('transaction_no'),
            $row->text('status'),
            $row->amountOrNull('amount'),
            $row->text('fingerprint'),
            $row->moment('first_seen_ms'),
            $row->moment('changed_at_ms'),
            $row->momentOrNull('lease_until_ms'),
            array_map(Conflict::of(...), $row->rows('conflicts')),
        );
    }
}
