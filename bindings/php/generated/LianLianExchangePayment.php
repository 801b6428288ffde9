<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * A payment in a foreign currency was confirmed or is being processed.
 *
 * `PROCESSING` and then `SUCCESS` for one `oid_paybill` are two facts, not a repeat.
 *
 * Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
 *
 * A field is made when it is first read.
 */
final class LianLianExchangePayment extends Notification
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
     * The shop's own transaction number, at most 32 characters.
     */
    public readonly string $noOrder;

    /**
     * When the transaction was initiated, China Standard Time.
     *
     * UTC+8.
     */
    public readonly \DateTimeImmutable $dtOrder;

    /**
     * LianLian's transaction number, at most 18 characters.
     */
    public readonly string $oidPaybill;

    /**
     * The result: `SUCCESS`, or `PROCESSING` where no SMS verification flow is set up.
     */
    public readonly string $resultPay;

    /**
     * The day of settlement.
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
     * The payment method. An open set.
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
     * The short code of the bank that issued the payer's card, at most 8 characters.
     */
    public readonly ?string $bankCode;

    /**
     * The currency of the order (ISO 4217).
     */
    public readonly string $currencyOrder;

    /**
     * The amount of the order in `currency_order`, 0.01 to 100,000,000.00, at most two
     * decimals.
     *
     * Its currency is `$currencyOrder`.
     */
    public readonly Amount $moneyOrder;

    /**
     * The currency of the settlement (ISO 4217). Also written `currency_sellte`.
     */
    public readonly string $currencySettle;

    /**
     * The amount of the settlement in `currency_settle`, at most two decimals. Also written
     * `money_sellte`.
     *
     * Its currency is `$currencySettle`.
     */
    public readonly Amount $moneySettle;

    /**
     * The currency in which the payer paid (ISO 4217).
     */
    public readonly string $currencyPay;

    /**
     * The amount that the payer paid in `currency_pay`, at most two decimals.
     *
     * Its currency is `$currencyPay`.
     */
    public readonly Amount $moneyPay;

    /**
     * The exchange rate of the transaction.
     *
     * An exact decimal, ready for bcmath.
     *
     * @var numeric-string
     */
    public readonly string $exchangeRate;

    /**
     * A token for the payer's signed card, at most 16 characters.
     */
    public readonly ?string $noAgree;

    /**
     * LianLian's result code of the transaction; `0000` in the documented sample.
     */
    public readonly ?string $retCode;

    /**
     * The text that goes with `ret_code`.
     */
    public readonly ?string $retMsg;

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
            $this->resultPay,
            $this->settleDate,
            $this->infoOrder,
            $this->payType,
            $this->bankCode,
            $this->currencyOrder,
            $this->moneyOrder,
            $this->currencySettle,
            $this->moneySettle,
            $this->currencyPay,
            $this->moneyPay,
            $this->exchangeRate,
            $this->noAgree,
            $this->retCode,
            $this->retMsg,
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
            'resultPay' => $this->resultPay = $details->text(5),
            'settleDate' => $this->settleDate = $details->dayOrNull(6),
            'infoOrder' => $this->infoOrder = $details->textOrNull(7),
            'payType' => $this->payType = $details->text(8),
            'bankCode' => $this->bankCode = $details->textOrNull(9),
            'currencyOrder' => $this->currencyOrder = $details->text(10),
            'moneyOrder' => $this->moneyOrder = $details->amount(11),
            'currencySettle' => $this->currencySettle = $details->text(12),
            'moneySettle' => $this->moneySettle = $details->amount(13),
            'currencyPay' => $this->currencyPay = $details->text(14),
            'moneyPay' => $this->moneyPay = $details->amount(15),
            'exchangeRate' => $this->exchangeRate = $details->decimal(16),
            'noAgree' => $this->noAgree = $details->textOrNull(17),
            'retCode' => $this->retCode = $details->textOrNull(18),
            'retMsg' => $this->retMsg = $details->textOrNull(19),
            default => parent::__get($name),
        };
    }
}
