<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment of the same order by another transaction, which was fulfilled before.
 *
 * "Once" is once per transaction: a customer who pays one order in two tabs makes two payments. Both are
 * genuine, and both are fulfilled.
 */
final class EarlierPayment
{
    /**
     * @internal
     */
    public function __construct(
        /** The delivery key of the earlier payment. */
        public readonly string $deliveryKey,
        /** The provider's number of the other transaction. */
        public readonly ?string $transactionNo,
        /** What was paid, without trailing zeros. */
        public readonly ?Amount $amount,
        /** When it was committed, on the store's clock. */
        public readonly \DateTimeImmutable $fulfilledAt,
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
            $row->textOrNull('transaction_no'),
            $row->amountOrNull('amount'),
            $row->moment('fulfilled_at_ms'),
        );
    }
}
