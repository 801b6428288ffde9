<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A pre-authorization was cancelled (voided), or the cancellation failed.
 *
 * Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
 *
 * The fields are decoded when they are first read.
 */
final class PingPongVoid extends Notification
{
    /**
     * The kind's name on the wire, `VOID`.
     */
    public readonly string $notifyType;

    /**
     * The currency (ISO 4217).
     */
    public readonly string $currency;

    /**
     * The shop's own transaction number, at most 64 characters.
     */
    public readonly string $merchantTransactionId;

    /**
     * PingPong's transaction number, at most 64 characters.
     */
    public readonly string $transactionId;

    /**
     * The shop's own number of the cancellation, at most 64 characters.
     */
    public readonly string $merchantVoidId;

    /**
     * When the cancellation began.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $voidTime;

    /**
     * When the cancellation ended.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $voidEndingTime;

    /**
     * The number of the shop's request that led here, at most 64 characters.
     */
    public readonly ?string $requestId;

    /**
     * @internal only `Receiver::verify()` makes one
     *
     * @param list<string> $copied
     */
    protected function __construct(Kind $kind, Receiver $receiver, Request $request, array $copied)
    {
        parent::__construct($kind, $receiver, $request, $copied);
        unset(
            $this->notifyType,
            $this->currency,
            $this->merchantTransactionId,
            $this->transactionId,
            $this->merchantVoidId,
            $this->voidTime,
            $this->voidEndingTime,
            $this->requestId,
        );
    }

    /**
     * Decodes a field when it is first read.
     *
     * @internal
     */
    public function __get(string $name): mixed
    {
        $details = $this->details();

        return match ($name) {
            'notifyType' => $this->notifyType = $details->text('notify_type'),
            'currency' => $this->currency = $details->text('currency'),
            'merchantTransactionId' => $this->merchantTransactionId = $details->text('merchant_transaction_id'),
            'transactionId' => $this->transactionId = $details->text('transaction_id'),
            'merchantVoidId' => $this->merchantVoidId = $details->text('merchant_void_id'),
            'voidTime' => $this->voidTime = $details->timeOrNull('void_time'),
            'voidEndingTime' => $this->voidEndingTime = $details->timeOrNull('void_ending_time'),
            'requestId' => $this->requestId = $details->textOrNull('request_id'),
            default => parent::__get($name),
        };
    }
}
