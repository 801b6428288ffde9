<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * An order whose notification should have come by now: ask the provider about it, then
 * `Ledger::settleOrder()`.
 */
final class DueOrder
{
    /**
     * @internal
     *
     * @param string             $merchantId the merchant's number at the provider
     * @param string             $orderNo    the shop's order number
     * @param numeric-string|null $amount    what it costs, without trailing zeros, if it was told
     * @param string|null        $currency   three letters, if it was told
     * @param \DateTimeImmutable $placedAt   when the shop sent it to the provider
     * @param \DateTimeImmutable $dueAt      when the provider's last re-send was past
     */
    public function __construct(
        public readonly Provider $provider,
        public readonly string $merchantId,
        public readonly string $orderNo,
        public readonly ?string $amount,
        public readonly ?string $currency,
        public readonly \DateTimeImmutable $placedAt,
        public readonly \DateTimeImmutable $dueAt,
    ) {
    }
}
