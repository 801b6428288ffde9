// Made by `cargo xtask generate`. Do not edit.
'use strict'

const { Acknowledgement } = require('./acknowledgement.cjs')
const { AckwellError } = require('./errors.cjs')
const { codes, vocabularies } = require('./generated/enums.cjs')
const { Ledger } = require('./ledger.cjs')
const { Notification } = require('./notification.cjs')
const { Outcome } = require('./outcome.cjs')
const { Receipt } = require('./receipt.cjs')
const { Config, LianLian, PingPong, Receiver, schedule } = require('./receiver.cjs')
const { Amount } = require('./values.cjs')
const [LianLianPayment, LianLianExchangePayment, PingPongTransaction, PingPongRefund, PingPongCapture, PingPongVoid, PingPongOther] = require('./generated/kinds.cjs').classes

module.exports = {
  Acknowledgement,
  AckwellError,
  Amount,
  Config,
  Ledger,
  LianLian,
  LianLianExchangePayment,
  LianLianPayment,
  Notification,
  Outcome,
  PingPong,
  PingPongCapture,
  PingPongOther,
  PingPongRefund,
  PingPongTransaction,
  PingPongVoid,
  Receipt,
  Receiver,
  codes,
  schedule,
  vocabularies,
}
