<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A refund succeeded or failed.
 *
 * Source: PingPongCheckout v4, Refund Asynchronous Notification.
 *
 * A field is made when it is first read.
 */
final class PingPongRefund extends Notification
{
    /**
     * The kind's name on the wire, `REFUND`.
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
     * The shop's own refund number, at most 64 characters.
     */
    public readonly string $merchantRefundId;

    /**
     * PingPong's refund number, at most 64 characters.
     */
    public readonly string $refundId;

    /**
     * When the refund began.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $refundTime;

    /**
     * When the refund ended.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $refundEndingTime;

    /**
     * A remark, at most 255 characters.
     */
    public readonly ?string $remark;

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
            $this->merchantRefundId,
            $this->refundId,
            $this->refundTime,
            $this->refundEndingTime,
            $this->remark,
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
            'merchantRefundId' => $this->merchantRefundId = $details->text(5),
            'refundId' => $this->refundId = $details->text(6),
            'refundTime' => $this->refundTime = $details->timeOrNull(8),
            'refundEndingTime' => $this->refundEndingTime = $details->timeOrNull(9),
            'remark' => $this->remark = $details->textOrNull(10),
            'requestId' => $this->requestId = $details->textOrNull(11),
            default => parent::__get($name),
        };
    }
}
