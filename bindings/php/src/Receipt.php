<?php

declare(strict_types=1);

namespace Ackwell;

use FFI\CData;

/**
 * A notification, what the ledger says of its delivery, and what to answer now.
 *
 *     $receipt = $receiver->receive($request, $ledger);
 *     if ($receipt->delivery === Delivery::First) {
 *         $orders->markPaid($receipt->notification);
 *         $receipt->commit();
 *     }
 *     return $receipt->acknowledgement()->toPsr7();
 *
 * A receipt that is forgotten settles nothing: its lease runs out by itself.
 */
final class Receipt
{
    /** What the ledger said when it was claimed. */
    public readonly Delivery $delivery;

    /**
     * @internal
     *
     * @param Notification $notification what the request said
     */
    public function __construct(
        private readonly Native $native,
        private readonly CData $handle,
        public readonly Notification $notification,
    ) {
        $this->delivery = Delivery::from($native->delivery($handle));
    }

    public function __destruct()
    {
        $this->native->free('receipt', $this->handle);
    }

    /**
     * Does the shop's work if this is the first delivery, and settles it. What counts as done is
     * what `Receiver::handle()` says.
     *
     * @param callable(Notification): mixed $fulfil
     *
     * @return Acknowledgement success: it was fulfilled, now or before
     *
     * @throws Refusal     `in_progress`, `conflict`; `fulfilment_failed`, with what `$fulfil` threw
     *                     as its `getPrevious()`: the delivery was released
     * @throws LedgerError `lease_lost`, `ledger_unavailable`: it will probably be done again
     */
    public function fulfil(callable $fulfil): Acknowledgement
    {
        $report = $this->notification->receiver()->report();
        $settled = $this->settle($fulfil, $report);
        $problem = $settled->problem();
        if ($problem !== null) {
            throw $problem;
        }
        $report->settled($settled);

        return $settled->answer;
    }

    /**
     * @internal
     */
    public function settle(callable $fulfil, Report $report): Settled
    {
        $settled = $this->native->notFirst($this->handle, $this->notification);
        if ($settled !== null) {
            return $settled;
        }
        $objection = Work::objection($fulfil);
        if ($objection !== null) {
            return $this->end('failed', $objection);
        }
        try {
            $printed = Work::run($fulfil, $this->notification, function (string $why) use ($report): void {
                // The work may be done or not, so the delivery is not released: its lease runs out.
                $report->settledAtTheEnd($this->end('may_run', $why));
            });
        } catch (\Throwable $reason) {
            return $this->end('failed', Work::cause($reason), $reason);
        }
        if ($printed > 0) {
            $report->remark(Work::remark($this->notification, $printed));
        }

        return $this->end('fulfilled');
    }

    /**
     * What to answer now: success for a repeat and after a commit, otherwise failure.
     */
    public function acknowledgement(): Acknowledgement
    {
        return $this->native->receiptAcknowledgement($this->handle);
    }

    /**
     * The order is fulfilled: every later delivery is a repeat. Committing twice is not an error.
     *
     * @throws LedgerError `lease_lost` if the lease ran out and another worker claimed the
     *                     delivery; `ledger_unavailable`: whether it is committed is not known
     * @throws Refusal     `invalid_argument` if the delivery is not the first one
     */
    public function commit(): void
    {
        $this->native->call('ackwell_receipt_commit', $this->handle);
    }

    /**
     * The fulfilment failed: the next delivery may try again immediately. Releasing twice is not an error.
     *
     * @throws LedgerError `lease_lost`, `ledger_unavailable`
     * @throws Refusal     `invalid_argument` if the delivery is not the first one
     */
    public function release(): void
    {
        $this->native->call('ackwell_receipt_release', $this->handle);
    }

    /**
     * Lets the lease run its whole time again from now: for work that takes longer than foreseen.
     *
     * @throws LedgerError `lease_lost`: stop the work if that is possible; `ledger_unavailable`
     * @throws Refusal     `invalid_argument` if the delivery is not the first one
     */
    public function extend(): void
    {
        $this->native->call('ackwell_receipt_extend', $this->handle);
    }

    /**
     * The fencing token: 1 for the first claim of a delivery, higher with each further one. 0
     * unless the delivery is the first one.
     */
    public function token(): int
    {
        return $this->native->token($this->handle);
    }

    /**
     * How long the lease still runs, in milliseconds: this worker's if the delivery is the first
     * one, the other worker's if it is in progress; else 0.
     */
    public function remaining(): int
    {
        return $this->native->remaining($this->handle);
    }

    /**
     * How the notification contradicts an earlier one, for the person who has to look. Null unless
     * the delivery is a conflict.
     */
    public function conflict(): ?Conflict
    {
        return $this->native->conflict($this->handle);
    }

    /**
     * @return array<string, string>
     */
    public function __debugInfo(): array
    {
        return [
            'delivery' => $this->delivery->value,
            'deliveryKey' => $this->notification->deliveryKey,
        ];
    }

    /**
     * @return array<string, never>
     */
    public function __serialize(): array
    {
        throw AckwellException::invalidArgument('a receipt holds a lease and cannot be serialized');
    }

    private function __clone()
    {
    }

    private function end(string $ended, string $cause = '', ?\Throwable $thrown = null): Settled
    {
        return $this->native->settle($this->handle, $this->notification, $ended, $cause, $thrown);
    }
}
