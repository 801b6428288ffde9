<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment succeeded, failed or was authorized.
 *
 * A failed transaction is not final: the payer may try again, and the same
 * `merchant_transaction_id` may succeed later.
 *
 * Source: PingPongCheckout v4, Transaction Asynchronous Notification.
 *
 * The fields are decoded when they are first read.
 */
final class PingPongTransaction extends Notification
{
    /**
     * The kind's name on the wire, `RECHARGE`.
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
     * The number of the shop's request that led here, at most 64 characters.
     */
    public readonly ?string $requestId;

    /**
     * When the transaction began.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $transactionTime;

    /**
     * When the transaction ended.
     *
     * UTC, to the millisecond.
     */
    public readonly ?\DateTimeImmutable $transactionEndTime;

    /**
     * Hours until the automatic capture; 0 at once, -1 by hand.
     */
    public readonly ?int $captureDelayHours;

    /**
     * Whether 3-D Secure was used.
     */
    public readonly ?bool $threeDSecure;

    /**
     * A token that stands for the payer's card in later payments.
     */
    public readonly ?string $token;

    /**
     * The payment method, an object with `type`.
     *
     * @var array<array-key, mixed>|null
     */
    public readonly ?array $paymentMethod;

    /**
     * A remark, at most 255 characters.
     */
    public readonly ?string $remark;

    /**
     * The amount after the exchange, in `exchanged_currency`, at most six decimals.
     *
     * Its currency is `$exchangedCurrency`.
     */
    public readonly ?Amount $exchangedAmount;

    /**
     * The currency after the exchange (ISO 4217).
     */
    public readonly ?string $exchangedCurrency;

    /**
     * What is known of the card's issuer, an object.
     *
     * @var array<array-key, mixed>|null
     */
    public readonly ?array $issuerInfo;

    /**
     * The result of 3-D Secure, an object.
     *
     * @var array<array-key, mixed>|null
     */
    public readonly ?array $threeDsInfo;

    /**
     * The result of the authentication, an object.
     *
     * @var array<array-key, mixed>|null
     */
    public readonly ?array $authenticationInfo;

    /**
     * What is known of the card, an object.
     *
     * @var array<array-key, mixed>|null
     */
    public readonly ?array $cardInfo;

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
            $this->requestId,
            $this->transactionTime,
            $this->transactionEndTime,
            $this->captureDelayHours,
            $this->threeDSecure,
            $this->token,
            $this->paymentMethod,
            $this->remark,
            $this->exchangedAmount,
            $this->exchangedCurrency,
            $this->issuerInfo,
            $this->threeDsInfo,
            $this->authenticationInfo,
            $this->cardInfo,
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
            'requestId' => $this->requestId = $details->textOrNull('request_id'),
            'transactionTime' => $this->transactionTime = $details->timeOrNull('transaction_time'),
            'transactionEndTime' => $this->transactionEndTime = $details->timeOrNull('transaction_end_time'),
            'captureDelayHours' => $this->captureDelayHours = $details->integerOrNull('capture_delay_hours'),
            'threeDSecure' => $this->threeDSecure = $details->flagOrNull('three_d_secure'),
            'token' => $this->token = $details->textOrNull('token'),
            'paymentMethod' => $this->paymentMethod = $details->jsonOrNull('payment_method'),
            'remark' => $this->remark = $details->textOrNull('remark'),
            'exchangedAmount' => $this->exchangedAmount = $details->amountOrNull('exchanged_amount'),
            'exchangedCurrency' => $this->exchangedCurrency = $details->textOrNull('exchanged_currency'),
            'issuerInfo' => $this->issuerInfo = $details->jsonOrNull('issuer_info'),
            'threeDsInfo' => $this->threeDsInfo = $details->jsonOrNull('three_ds_info'),
            'authenticationInfo' => $this->authenticationInfo = $details->jsonOrNull('authentication_info'),
            'cardInfo' => $this->cardInfo = $details->jsonOrNull('card_info'),
            default => parent::__get($name),
        };
    }
}
