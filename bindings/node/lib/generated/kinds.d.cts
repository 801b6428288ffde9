// Made by `cargo xtask generate` from the tables in core. Do not edit.

import type { Amount, Notification } from '../index.cjs'

/**
 * A payment in CNY was confirmed.
 *
 * Source: LianLian, Asynchronous Notification (source document 001).
 */
export declare class LianLianPayment extends Notification {
  readonly provider: 'lianlian'
  readonly kind: 'lianlian.payment'
  /**
   * The shop's own order number: `noOrder`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `oidPaybill`.
   */
  readonly transactionNo: string
  /**
   * The amount of the order: `moneyOrder`.
   */
  readonly amount: Amount
  /**
   * The merchant number that LianLian assigned, at most 18 characters.
   */
  readonly oidPartner: string
  /**
   * The signature scheme; always `RSA`.
   */
  readonly signType: string
  /**
   * The shop's own order number, at most 32 characters.
   */
  readonly noOrder: string
  /**
   * When the shop placed the order, China Standard Time.
   */
  readonly dtOrder: Date
  /**
   * LianLian's transaction number, at most 18 characters.
   */
  readonly oidPaybill: string
  /**
   * The amount of the order in CNY, 0.01 to 100,000,000.00, at most two decimals.
   */
  readonly moneyOrder: Amount
  /**
   * The result of the payment, documented as `SUCCESS`.
   */
  readonly resultPay: string
  /**
   * The day of settlement; given when the payment succeeded. As `YYYY-MM-DD`.
   */
  readonly settleDate: string | null
  /**
   * The order information that the shop sent with the order, at most 255 characters. Text that
   * customers may have written.
   */
  readonly infoOrder: string | null
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
  readonly payType: string
  /**
   * LianLian's short code of the bank, at most 8 characters.
   */
  readonly bankCode: string | null
  /**
   * A token for the payer's signed card, at most 16 characters.
   */
  readonly noAgree: string | null
}

/**
 * A payment in a foreign currency was confirmed or is being processed. `PROCESSING` and then
 * `SUCCESS` for one `oid_paybill` are two facts, not a repeat.
 *
 * Source: LianLian, Exchange Payment Asynchronous Notification (source documents 002 and 003).
 */
export declare class LianLianExchangePayment extends Notification {
  readonly provider: 'lianlian'
  readonly kind: 'lianlian.exchange_payment'
  /**
   * The shop's own order number: `noOrder`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `oidPaybill`.
   */
  readonly transactionNo: string
  /**
   * The amount of the order: `moneyOrder`.
   */
  readonly amount: Amount
  /**
   * The merchant number that LianLian assigned, at most 18 characters.
   */
  readonly oidPartner: string
  /**
   * The signature scheme; always `RSA`.
   */
  readonly signType: string
  /**
   * The shop's own transaction number, at most 32 characters.
   */
  readonly noOrder: string
  /**
   * When the transaction was initiated, China Standard Time.
   */
  readonly dtOrder: Date
  /**
   * LianLian's transaction number, at most 18 characters.
   */
  readonly oidPaybill: string
  /**
   * The result: `SUCCESS`, or `PROCESSING` where no SMS verification flow is set up.
   */
  readonly resultPay: string
  /**
   * The day of settlement. As `YYYY-MM-DD`.
   */
  readonly settleDate: string | null
  /**
   * The order information that the shop sent with the order, at most 255 characters. Text that
   * customers may have written.
   */
  readonly infoOrder: string | null
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
  readonly payType: string
  /**
   * The short code of the bank that issued the payer's card, at most 8 characters.
   */
  readonly bankCode: string | null
  /**
   * The currency of the order (ISO 4217).
   */
  readonly currencyOrder: string
  /**
   * The amount of the order in `currency_order`, 0.01 to 100,000,000.00, at most two decimals.
   */
  readonly moneyOrder: Amount
  /**
   * The currency of the settlement (ISO 4217). Also written `currency_sellte`.
   */
  readonly currencySettle: string
  /**
   * The amount of the settlement in `currency_settle`, at most two decimals. Also written
   * `money_sellte`.
   */
  readonly moneySettle: Amount
  /**
   * The currency in which the payer paid (ISO 4217).
   */
  readonly currencyPay: string
  /**
   * The amount that the payer paid in `currency_pay`, at most two decimals.
   */
  readonly moneyPay: Amount
  /**
   * The exchange rate of the transaction.
   */
  readonly exchangeRate: string
  /**
   * A token for the payer's signed card, at most 16 characters.
   */
  readonly noAgree: string | null
  /**
   * LianLian's result code of the transaction; `0000` in the documented sample.
   */
  readonly retCode: string | null
  /**
   * The text that goes with `ret_code`.
   */
  readonly retMsg: string | null
}

/**
 * A payment succeeded, failed or was authorized. A failed transaction is not final: the payer may
 * try again, and the same `merchant_transaction_id` may succeed later.
 *
 * Source: PingPongCheckout v4, Transaction Asynchronous Notification.
 */
export declare class PingPongTransaction extends Notification {
  readonly provider: 'pingpong'
  readonly kind: 'pingpong.transaction'
  /**
   * The shop's own order number: `merchantTransactionId`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `transactionId`.
   */
  readonly transactionNo: string
  /**
   * The amount in major units of `currency`, at most six decimals.
   */
  readonly amount: Amount
  /**
   * The kind's name on the wire, `RECHARGE`.
   */
  readonly notifyType: string
  /**
   * The currency (ISO 4217).
   */
  readonly currency: string
  /**
   * The shop's own transaction number, at most 64 characters.
   */
  readonly merchantTransactionId: string
  /**
   * PingPong's transaction number, at most 64 characters.
   */
  readonly transactionId: string
  /**
   * The number of the shop's request that led here, at most 64 characters.
   */
  readonly requestId: string | null
  /**
   * When the transaction began.
   */
  readonly transactionTime: Date | null
  /**
   * When the transaction ended.
   */
  readonly transactionEndTime: Date | null
  /**
   * Hours until the automatic capture; 0 immediately, -1 by hand.
   */
  readonly captureDelayHours: number | null
  /**
   * Whether 3-D Secure was used.
   */
  readonly threeDSecure: boolean | null
  /**
   * A token that stands for the payer's card in later payments.
   */
  readonly token: string | null
  /**
   * The payment method, an object with `type`.
   */
  readonly paymentMethod: unknown | null
  /**
   * A remark, at most 255 characters.
   */
  readonly remark: string | null
  /**
   * The amount after the exchange, in `exchanged_currency`, at most six decimals.
   */
  readonly exchangedAmount: Amount | null
  /**
   * The currency after the exchange (ISO 4217).
   */
  readonly exchangedCurrency: string | null
  /**
   * What is known of the card's issuer, an object.
   */
  readonly issuerInfo: unknown | null
  /**
   * The result of 3-D Secure, an object.
   */
  readonly threeDsInfo: unknown | null
  /**
   * The result of the authentication, an object.
   */
  readonly authenticationInfo: unknown | null
  /**
   * What is known of the card, an object.
   */
  readonly cardInfo: unknown | null
}

/**
 * A refund succeeded or failed.
 *
 * Source: PingPongCheckout v4, Refund Asynchronous Notification.
 */
export declare class PingPongRefund extends Notification {
  readonly provider: 'pingpong'
  readonly kind: 'pingpong.refund'
  /**
   * The shop's own order number: `merchantTransactionId`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `transactionId`.
   */
  readonly transactionNo: string
  /**
   * The amount in major units of `currency`, at most six decimals.
   */
  readonly amount: Amount
  /**
   * The kind's name on the wire, `REFUND`.
   */
  readonly notifyType: string
  /**
   * The currency (ISO 4217).
   */
  readonly currency: string
  /**
   * The shop's own transaction number, at most 64 characters.
   */
  readonly merchantTransactionId: string
  /**
   * PingPong's transaction number, at most 64 characters.
   */
  readonly transactionId: string
  /**
   * The shop's own refund number, at most 64 characters.
   */
  readonly merchantRefundId: string
  /**
   * PingPong's refund number, at most 64 characters.
   */
  readonly refundId: string
  /**
   * When the refund began.
   */
  readonly refundTime: Date | null
  /**
   * When the refund ended.
   */
  readonly refundEndingTime: Date | null
  /**
   * A remark, at most 255 characters.
   */
  readonly remark: string | null
  /**
   * The number of the shop's request that led here, at most 64 characters.
   */
  readonly requestId: string | null
}

/**
 * A pre-authorization was confirmed (captured), or the confirmation failed.
 *
 * Source: PingPongCheckout v4, Pre-authorization Confirmation Notification.
 */
export declare class PingPongCapture extends Notification {
  readonly provider: 'pingpong'
  readonly kind: 'pingpong.capture'
  /**
   * The shop's own order number: `merchantTransactionId`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `transactionId`.
   */
  readonly transactionNo: string
  /**
   * The amount in major units of `currency`, at most six decimals.
   */
  readonly amount: Amount
  /**
   * The kind's name on the wire, `CAPTURE`.
   */
  readonly notifyType: string
  /**
   * The currency (ISO 4217).
   */
  readonly currency: string
  /**
   * The shop's own transaction number, at most 64 characters.
   */
  readonly merchantTransactionId: string
  /**
   * PingPong's transaction number, at most 64 characters.
   */
  readonly transactionId: string
  /**
   * The shop's own number of the confirmation, at most 64 characters.
   */
  readonly merchantCaptureId: string
  /**
   * When the confirmation began.
   */
  readonly captureTime: Date | null
  /**
   * When the confirmation ended.
   */
  readonly captureEndingTime: Date | null
  /**
   * The number of the shop's request that led here, at most 64 characters.
   */
  readonly requestId: string | null
}

/**
 * A pre-authorization was cancelled (voided), or the cancellation failed.
 *
 * Source: PingPongCheckout v4, Pre-authorization Cancellation Notification.
 */
export declare class PingPongVoid extends Notification {
  readonly provider: 'pingpong'
  readonly kind: 'pingpong.void'
  /**
   * The shop's own order number: `merchantTransactionId`.
   */
  readonly orderNo: string
  /**
   * The provider's transaction number: `transactionId`.
   */
  readonly transactionNo: string
  /**
   * The amount in major units of `currency`, at most six decimals.
   */
  readonly amount: Amount
  /**
   * The kind's name on the wire, `VOID`.
   */
  readonly notifyType: string
  /**
   * The currency (ISO 4217).
   */
  readonly currency: string
  /**
   * The shop's own transaction number, at most 64 characters.
   */
  readonly merchantTransactionId: string
  /**
   * PingPong's transaction number, at most 64 characters.
   */
  readonly transactionId: string
  /**
   * The shop's own number of the cancellation, at most 64 characters.
   */
  readonly merchantVoidId: string
  /**
   * When the cancellation began.
   */
  readonly voidTime: Date | null
  /**
   * When the cancellation ended.
   */
  readonly voidEndingTime: Date | null
  /**
   * The number of the shop's request that led here, at most 64 characters.
   */
  readonly requestId: string | null
}

/** A genuine notification of a kind that has no class in this version: see `fields`. */
export declare class PingPongOther extends Notification {
  readonly provider: 'pingpong'
  readonly kind: 'pingpong.other'
}

/** Whatever a receiver for LianLian can return. Its `kind` tells which it is. */
export type LianLianNotification = LianLianPayment | LianLianExchangePayment

/** Whatever a receiver for PingPong can return. Its `kind` tells which it is. */
export type PingPongNotification = PingPongTransaction | PingPongRefund | PingPongCapture | PingPongVoid | PingPongOther

/** Whatever a receiver can return. Its `kind` tells which it is. */
export type AnyNotification = LianLianNotification | PingPongNotification
