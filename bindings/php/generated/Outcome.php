<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What became of one request, for logs and metrics.
 */
final class Outcome
{
    /**
     * @internal
     */
    public function __construct(
        /** What became of it, in one word. */
        public readonly OutcomeKind $outcome,
        /** The notification's kind, for example `lianlian.payment`. Absent if the request was refused. */
        public readonly ?string $kind,
        /** The provider whose receiver it was. */
        public readonly ?Provider $provider,
        /** The shop's order number. */
        public readonly ?string $orderNo,
        /** The delivery key. */
        public readonly ?string $deliveryKey,
        /** The stable code of a failure. Absent for a success. */
        public readonly ?Code $code,
        /** What was found and where. */
        public readonly ?string $message,
        /** The member of the body that it is about. */
        public readonly ?string $member,
        /** What to do about it, in one sentence. */
        public readonly ?string $remedy,
        /** How urgent a failure is. Absent for a success, which is no more than a line for debugging. */
        public readonly ?Severity $severity,
        /** The client's address, if it is about that. */
        public readonly ?string $address,
        /** One line for the shop's log. */
        public readonly string $logLine,
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
            $row->word('outcome', OutcomeKind::tryFrom(...)),
            $row->textOrNull('kind'),
            $row->providerOrNull('provider'),
            $row->textOrNull('order_no'),
            $row->textOrNull('delivery_key'),
            $row->wordOrNull('code', Code::tryFrom(...)),
            $row->textOrNull('message'),
            $row->textOrNull('member'),
            $row->textOrNull('remedy'),
            $row->wordOrNull('severity', Severity::tryFrom(...)),
            $row->textOrNull('address'),
            $row->text('log_line'),
        );
    }
}
