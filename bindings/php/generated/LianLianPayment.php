<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment in CNY was confirmed.
 *
 * Source: LianLian, Asynchronous Notification (source document 001).
 *
 * A field is made when it is first read.
 */
final class LianLianPayment extends Notification
{
    /**
     * The merchant number that LianLian assigned, at most 18 characters.
     */
    public readonly string $oidPartner;

    /**
     * The signature scheme; always `RSA`.
     */
    public readonly string $signType;

    /**
     * The shop's own order number, at most 32 characters.
     */
    public readonly string $noOrder;

    /**
     * When the shop placed the order, China Standard Time.
     *
     * UTC+8.
     */
    public readonly \DateTimeImmutable $dtOrder;

    /**
     * LianLian's transaction number, at most 18 characters.
     */
    public readonly string $oidPaybill;

    /**
     * The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals.
     */
    public readonly Amount $moneyOrder;

    /**
     * The result of the payment, documented as `SUCCESS`.
     */
    public readonly string $resultPay;

    /**
     * The day of settlement; given when the payment succeeded.
     *
     * Midnight, UTC+8, of that day.
     */
    public readonly ?\DateTimeImmutable $settleDate;

    /**
     * The order information that the shop sent with the order, at most 255 characters. Text
     * that customers may have written.
     */
    public readonly ?string $infoOrder;

    /**
     * The payment method. An open set: other values occur, such as `P`, `N`, `O`, `X`, `27`.
     *
     * Known values:
     * - `0` balance payment
     * - `1` online banking payment (debit card)
     * - `2` express payment (debit card)
     * - `3` express payment (credit card)
     * - `8` online banking payment (credit card)
     * - `9` business online banking payment
     * - `D` verified payment
     * - `I` WeChat Payment
     * - `L` Alipay Payment
     * - `M` easypay payment (regular payments)
     * - `F` easypay payment (authorization)
     */
    public readonly string $payType;

    /**
     * LianLian's short code of the bank, at most 8 characters.
     */
    public readonly ?string $bankCode;

    /**
     * A token for the payer's signed card, at most 16 characters.
     */
    public readonly ?string $noAgree;

    /**
     * @internal only `Receiver::verify()` makes one
     *
     * @param list<string> $copied
     */
    protected function __construct(Kind $kind, Receiver $receiver, Request $request, array $copied)
    {
        parent::__construct($kind, $receiver, $request, $copied);
        unset(
            $this->oidPartner,
            $this->signType,
            $this->noOrder,
            $this->dtOrder,
            $this->oidPaybill,
            $this->moneyOrder,
            $this->resultPay,
            $this->settleDate,
            $this->infoOrder,
            $this->payType,
            $this->bankCode,
            $this->noAgree,
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
            'oidPartner' => $this->oidPartner = $details->text(0),
            'signType' => $this->signType = $details->text(1),
            'noOrder' => $this->noOrder = $details->text(2),
            'dtOrder' => $this->dtOrder = $details->localTime(3),
            'oidPaybill' => $this->oidPaybill = $details->text(4),
            'moneyOrder' => $this->moneyOrder = $details->amount(5),
            'resultPay' => $this->resultPay = $details->text(6),
            'settleDate' => $this->settleDate = $details->dayOrNull(7),
            'infoOrder' => $this->infoOrder = $details->textOrNull(8),
            'payType' => $this->payType = $details->text(9),
            'bankCode' => $this->bankCode = $details->textOrNull(10),
            'noAgree' => $this->noAgree = $details->textOrNull(11),
            default => parent::__get($name),
        };
    }
}
