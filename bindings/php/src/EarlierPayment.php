<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment of the same order by another transaction, which was fulfilled before.
 *
 * Once is once per transaction: a customer who pays in two tabs pays one order twice, and both
 * payments are genuine.
 */
final class EarlierPayment
{
    /**
     * @internal
     *
     * @param string              $deliveryKey   the delivery key of the earlier payment
     * @param string|null         $transactionNo the provider's number of the other transaction
     * @param numeric-string|null $amount        what was paid, without trailing zeros
     * @param string|null         $currency      three letters
     * @param \DateTimeImmutable  $fulfilledAt   when it was committed, on the ledger's clock
     */
    public function __construct(
        public readonly string $deliveryKey,
        public readonly ?string $transactionNo,
        public readonly ?string $amount,
        public readonly ?string $currency,
        public readonly \DateTimeImmutable $fulfilledAt,
    ) {
    }
}
