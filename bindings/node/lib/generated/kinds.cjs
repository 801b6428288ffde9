// Made by `cargo xtask generate` from the tables in core. Do not edit.
'use strict'

const { Notification } = require('../notification.cjs')
const { part } = require('../packed.cjs')
const { amount, flag, instant, integer, json, localTime } = require('../values.cjs')

class LianLianPayment extends Notification {
  get oidPartner () { return part(this, 9) }
  get signType () { return part(this, 10) }
  get noOrder () { return part(this, 11) }
  get dtOrder () { return localTime(part(this, 12)) }
  get oidPaybill () { return part(this, 13) }
  get moneyOrder () { return amount(part(this, 14)) }
  get resultPay () { return part(this, 15) }
  get settleDate () { return part(this, 16) }
  get infoOrder () { return part(this, 17) }
  get payType () { return part(this, 18) }
  get bankCode () { return part(this, 19) }
  get noAgree () { return part(this, 20) }
}

class LianLianExchangePayment extends Notification {
  get oidPartner () { return part(this, 9) }
  get signType () { return part(this, 10) }
  get noOrder () { return part(this, 11) }
  get dtOrder () { return localTime(part(this, 12)) }
  get oidPaybill () { return part(this, 13) }
  get resultPay () { return part(this, 14) }
  get settleDate () { return part(this, 15) }
  get infoOrder () { return part(this, 16) }
  get payType () { return part(this, 17) }
  get bankCode () { return part(this, 18) }
  get currencyOrder () { return part(this, 19) }
  get moneyOrder () { return amount(part(this, 20)) }
  get currencySettle () { return part(this, 21) }
  get moneySettle () { return amount(part(this, 22)) }
  get currencyPay () { return part(this, 23) }
  get moneyPay () { return amount(part(this, 24)) }
  get exchangeRate () { return part(this, 25) }
  get noAgree () { return part(this, 26) }
  get retCode () { return part(this, 27) }
  get retMsg () { return part(this, 28) }
}

class PingPongTransaction extends Notification {
  get notifyType () { return part(this, 9) }
  get currency () { return part(this, 11) }
  get merchantTransactionId () { return part(this, 12) }
  get transactionId () { return part(this, 13) }
  get requestId () { return part(this, 15) }
  get transactionTime () { return instant(part(this, 16)) }
  get transactionEndTime () { return instant(part(this, 17)) }
  get captureDelayHours () { return integer(part(this, 18)) }
  get threeDSecure () { return flag(part(this, 19)) }
  get token () { return part(this, 20) }
  get paymentMethod () { return json(part(this, 21)) }
  get remark () { return part(this, 22) }
  get exchangedAmount () { return amount(part(this, 23)) }
  get exchangedCurrency () { return part(this, 24) }
  get issuerInfo () { return json(part(this, 25)) }
  get threeDsInfo () { return json(part(this, 26)) }
  get authenticationInfo () { return json(part(this, 27)) }
  get cardInfo () { return json(part(this, 28)) }
}

class PingPongRefund extends Notification {
  get notifyType () { return part(this, 9) }
  get currency () { return part(this, 11) }
  get merchantTransactionId () { return part(this, 12) }
  get transactionId () { return part(this, 13) }
  get merchantRefundId () { return part(this, 14) }
  get refundId () { return part(this, 15) }
  get refundTime () { return instant(part(this, 17)) }
  get refundEndingTime () { return instant(part(this, 18)) }
  get remark () { return part(this, 19) }
  get requestId () { return part(this, 20) }
}

class PingPongCapture extends Notification {
  get notifyType () { return part(this, 9) }
  get currency () { return part(this, 11) }
  get merchantTransactionId () { return part(this, 12) }
  get transactionId () { return part(this, 13) }
  get merchantCaptureId () { return part(this, 14) }
  get captureTime () { return instant(part(this, 16)) }
  get captureEndingTime () { return instant(part(this, 17)) }
  get requestId () { return part(this, 18) }
}

class PingPongVoid extends Notification {
  get notifyType () { return part(this, 9) }
  get currency () { return part(this, 11) }
  get merchantTransactionId () { return part(this, 12) }
  get transactionId () { return part(this, 13) }
  get merchantVoidId () { return part(this, 14) }
  get voidTime () { return instant(part(this, 16)) }
  get voidEndingTime () { return instant(part(this, 17)) }
  get requestId () { return part(this, 18) }
}

class PingPongOther extends Notification {}

/** The classes in the order of core's tables; the last has no table. */
exports.classes = [LianLianPayment, LianLianExchangePayment, PingPongTransaction, PingPongRefund, PingPongCapture, PingPongVoid, PingPongOther]
/** How many fields each has. */
exports.fields = [12, 20, 20, 12, 10, 10, 0]
