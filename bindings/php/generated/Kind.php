<?php

// Made by `cargo xtask generate` from the tables in core. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * What a notification reports. Each kind has its class.
 */
enum Kind: string
{
    case LianLianPayment = 'lianlian.payment';
    case LianLianExchangePayment = 'lianlian.exchange_payment';
    case PingPongTransaction = 'pingpong.transaction';
    case PingPongRefund = 'pingpong.refund';
    case PingPongCapture = 'pingpong.capture';
    case PingPongVoid = 'pingpong.void';
    case PingPongOther = 'pingpong.other';

    /**
     * The class of this kind's notifications.
     *
     * @return class-string<Notification>
     */
    public function notificationClass(): string
    {
        return match ($this) {
            self::LianLianPayment => LianLianPayment::class,
            self::LianLianExchangePayment => LianLianExchangePayment::class,
            self::PingPongTransaction => PingPongTransaction::class,
            self::PingPongRefund => PingPongRefund::class,
            self::PingPongCapture => PingPongCapture::class,
            self::PingPongVoid => PingPongVoid::class,
            self::PingPongOther => PingPongOther::class,
        };
    }
}
