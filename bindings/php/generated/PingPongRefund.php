<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A refund succeeded or failed.
 *
 * Source: PingPongCheckout v4, Refund Asynchronous Notification.
 *
 * The fields are decoded when they are first read.
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
            'merchantRefundId' => $this->merchantRefundId = $details->text('merchant_refund_id'),
            'refundId' => $this->refundId = $details->text('refund_id'),
            'refundTime' => $this->refundTime = $details->timeOrNull('refund_time'),
            'refundEndingTime' => $this->refundEndingTime = $details->timeOrNull('refund_ending_time'),
            'remark' => $this->remark = $details->textOrNull('remark'),
            'requestId' => $this->requestId = $details->textOrNull('request_id'),
            default => parent::__get($name),
        };
    }
}
