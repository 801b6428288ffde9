<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A pre-authorization was confirmed (captured), or the confirmation failed.
 *
 * Source: PingPongCheckout v4, Pre-authorization Confirmation Notification.
 *
 * A field is made when it is first read.
 */
final class PingPongCapture extends Notification
{
    /**
     * The kind's name on the wire, `CAPTURE`.
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
     * The shop's own number of the confirmation, at most 64 characters.
     */
    public readonly string $merchantCaptureId;

    /**
     * When the confirmation began.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $captureTime;

    /**
     * When the confirmation ended.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $captureEndingTime;

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
            $this->merchantCaptureId,
            $this->captureTime,
            $this->captureEndingTime,
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
            'merchantCaptureId' => $this->merchantCaptureId = $details->text(5),
            'captureTime' => $this->captureTime = $details->timeOrNull(7),
            'captureEndingTime' => $this->captureEndingTime = $details->timeOrNull(8),
            'requestId' => $this->requestId = $details->textOrNull(9),
            default => parent::__get($name),
        };
    }
}
