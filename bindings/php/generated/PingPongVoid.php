<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A pre-authorization was cancelled (voided), or the cancellation failed.
 *
 * Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
 *
 * A field is made when it is first read.
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
     * Makes a field when it is first read.
     *
     * @internal
     */
    public function __get(string $name): mixed
    {
        $details = $this->details();

        return match ($name) {
            'notifyType' => $this->notifyType = $details->text(0),
            'currency' => $this->currency = $details->text(2),
            'merchantTransactionId' => $this->merchantTransactionId = $details->text(3),
            'transactionId' => $this->transactionId = $details->text(4),
            'merchantVoidId' => $this->merchantVoidId = $details->text(5),
            'voidTime' => $this->voidTime = $details->timeOrNull(7),
            'voidEndingTime' => $this->voidEndingTime = $details->timeOrNull(8),
            'requestId' => $this->requestId = $details->textOrNull(9),
            default => parent::__get($name),
        };
    }
}
