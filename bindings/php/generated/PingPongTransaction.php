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
 * A field is made when it is first read.
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
     * Hours until the automatic capture; 0 immediately, -1 by hand.
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
            'requestId' => $this->requestId = $details->textOrNull(6),
            'transactionTime' => $this->transactionTime = $details->timeOrNull(7),
            'transactionEndTime' => $this->transactionEndTime = $details->timeOrNull(8),
            'captureDelayHours' => $this->captureDelayHours = $details->integerOrNull(9),
            'threeDSecure' => $this->threeDSecure = $details->flagOrNull(10),
            'token' => $this->token = $details->textOrNull(11),
            'paymentMethod' => $this->paymentMethod = $details->jsonOrNull(12),
            'remark' => $this->remark = $details->textOrNull(13),
            'exchangedAmount' => $this->exchangedAmount = $details->amountOrNull(14),
            'exchangedCurrency' => $this->exchangedCurrency = $details->textOrNull(15),
            'issuerInfo' => $this->issuerInfo = $details->jsonOrNull(16),
            'threeDsInfo' => $this->threeDsInfo = $details->jsonOrNull(17),
            'authenticationInfo' => $this->authenticationInfo = $details->jsonOrNull(18),
            'cardInfo' => $this->cardInfo = $details->jsonOrNull(19),
            default => parent::__get($name),
        };
    }
}
