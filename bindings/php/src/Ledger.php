<?php

declare(strict_types=1);

namespace Ackwell;

use FFI\CData;

/**
 * The durable memory of what was received and fulfilled, so that the shop acts on each
 * notification once.
 *
 * Open one a process and share it. A process that forks may use it on both sides.
 */
final class Ledger
{
    use OpensLedgers;

    private readonly Native $native;
    private readonly CData $handle;

    private function __construct(
        #[\SensitiveParameter]
        string $document,
        ?string $folder = null,
    ) {
        $this->native = Native::load();
        $this->handle = $this->native->handle(
            'ledger',
            'ackwell_ledger_from_config',
            Options::resolved($document, 'ledger', $folder),
        );
    }

    public function __destruct()
    {
        if (isset($this->handle)) {
            $this->native->free('ledger', $this->handle);
        }
    }

    /**
     * Opens the ledger of a whole configuration document: JSON, or an array of that shape.
     *
     * @param string|array<array-key, mixed> $config
     * @param string|null                    $folder where relative paths of `file` start: the
     *                                               document's folder. Default: the working directory
     *
     * @throws ConfigError
     * @throws LedgerError
     */
    public static function fromConfig(
        #[\SensitiveParameter]
        string|array $config,
        ?string $folder = null,
    ): self {
        return new self(Options::document($config), $folder);
    }

    /**
     * Claims the delivery of a notification: one atomic step, whoever else tries at the same time.
     * `Receiver::handle()` and `Receiver::receive()` do it for you.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function claim(Notification $notification): Receipt
    {
        Output::presumeFailure();

        $receipt = $this->native->with($notification, fn (CData $claimed): CData
            => $this->native->handle('receipt', 'ackwell_claim', $this->handle, $claimed));

        return new Receipt($this->native, $receipt, $notification);
    }

    /**
     * The payment of the same order (same provider, merchant and order number) by another
     * transaction that was committed before this one; if there are several, the first. Null if
     * there is none.
     *
     * "Once" is once per transaction: a customer who pays in two tabs pays twice, and `handle()`
     * calls the fulfilment for both. Ask before you ship:
     *
     *     $earlier = $ledger->earlierPayment($notification);
     *     if ($earlier !== null) {
     *         return $orders->paidAgain($notification, $earlier->transactionNo); // refund the second
     *     }
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function earlierPayment(Notification $notification): ?EarlierPayment
    {
        $payment = $this->native->with($notification, fn (CData $later): ?string
            => $this->native->jsonOrNull('ackwell_earlier_payment', $this->handle, $later));

        return $payment === null ? null : EarlierPayment::of(Row::read($payment));
    }

    /**
     * Writes down an order that waits for a notification, **before** the customer is sent to the
     * provider. It is resolved when its notification is committed and final: `processing` and
     * `failed` are not, nor is a status that is not known.
     *
     * @param string      $merchantId the merchant's number at the provider
     * @param string      $orderNo    the shop's order number
     * @param string|null $amount     what it costs, a decimal in major units
     * @param string|null $currency   three letters
     *
     * @throws AckwellException `invalid_argument`, `ledger_unavailable`
     */
    public function expectOrder(
        Provider $provider,
        string $merchantId,
        string $orderNo,
        ?string $amount = null,
        ?string $currency = null,
        ?\DateTimeInterface $placedAt = null,
    ): void {
        $this->native->expectOrder(
            $this->handle,
            $provider,
            [$merchantId, $orderNo, $amount, $currency],
            $placedAt === null ? 0 : self::milliseconds($placedAt),
        );
    }

    /**
     * The orders whose notification should have come and did not, those due longest first, at most
     * 10,000. Ask the provider about each, then call `resolveOrder()`.
     *
     * @return list<OverdueOrder>
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function overdueOrders(?\DateTimeInterface $now = null): array
    {
        $nowMs = $now === null ? 0 : self::milliseconds($now);
        $orders = $this->native->json('ackwell_overdue_orders', $this->handle, $nowMs);

        return array_map(OverdueOrder::of(...), Row::readAll($orders));
    }

    /**
     * Everything known of an order number, whichever provider and merchant: every delivery with its
     * conflicts, and what was expected. It is what support staff ask.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function orderHistory(string $orderNo): OrderHistory
    {
        return OrderHistory::of(Row::read($this->native->json('ackwell_order_history', $this->handle, $orderNo)));
    }

    /**
     * What is kept, in the order of the delivery keys, page by page.
     *
     * @param DeliveryState|null $state     only records in this state
     * @param bool               $conflicts only records that a later notification contradicted
     * @param string|null        $after     only records whose delivery key sorts after this one: the
     *                                      last of the page before
     * @param int                $limit     at most so many, 1 to 100,000
     *
     * @return list<Record>
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function list(
        ?DeliveryState $state = null,
        bool $conflicts = false,
        ?string $after = null,
        int $limit = 1000,
    ): array {
        $filter = json_encode([
            'state' => $state?->value,
            'conflicts' => $conflicts,
            'after' => $after,
            'limit' => max(0, $limit),
        ], \JSON_THROW_ON_ERROR);

        return array_map(Record::of(...), Row::readAll($this->native->json('ackwell_ledger_list', $this->handle, $filter)));
    }

    /**
     * What the ledger is and how much it keeps. It reads every record, so not for every request.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function status(): LedgerStatus
    {
        return LedgerStatus::of(Row::read($this->native->json('ackwell_ledger_status', $this->handle)));
    }

    /**
     * Resolves an order without a notification, because the provider was asked. Returns whether it
     * waited.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function resolveOrder(Provider $provider, string $merchantId, string $orderNo): bool
    {
        return $this->native->flag('ackwell_resolve_order', $this->handle, $provider, $merchantId, $orderNo);
    }

    /**
     * Removes what has not changed for longer than the retention, except deliveries in progress.
     * Run it once a day; claims go on meanwhile. How much was removed.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function prune(): Pruned
    {
        return Pruned::of(Row::read($this->native->json('ackwell_ledger_prune', $this->handle)));
    }

    /**
     * Reopens a delivery by a person's decision, whatever its state. Returns whether the key was
     * there.
     *
     * A delivery that was committed **will be fulfilled again** if the provider sends it again.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function reopen(string $deliveryKey): bool
    {
        return $this->native->flag('ackwell_ledger_reopen', $this->handle, $deliveryKey);
    }

    /**
     * Creates the tables, or brings them to this version: done by itself at the first use; call it
     * where the shop's own account may not create tables. The version that they then have.
     *
     * @throws LedgerError `ledger_unavailable`
     */
    public function migrate(): int
    {
        return $this->native->count('ackwell_ledger_migrate', $this->handle);
    }

    /**
     * @return array<string, string>
     */
    public function __debugInfo(): array
    {
        return [];
    }

    /**
     * @return array<string, never>
     */
    public function __serialize(): array
    {
        throw AckwellException::invalidArgument('a ledger holds a connection and cannot be serialized');
    }

    private function __clone()
    {
    }

    private static function milliseconds(\DateTimeInterface $time): int
    {
        return $time->getTimestamp() * 1000 + (int) $time->format('v');
    }
}
