'use strict'

const { Acknowledgement } = require('./acknowledgement.cjs')
const { AckwellError } = require('./errors.cjs')
const { codes, vocabularies } = require('./generated/enums.cjs')
const kinds = require('./generated/kinds.cjs')
const { Ledger } = require('./ledger.cjs')
const { Notification } = require('./notification.cjs')
const { Outcome } = require('./outcome.cjs')
const { Receipt } = require('./receipt.cjs')
const { Config, LianLian, PingPong, Receiver, schedule } = require('./receiver.cjs')
const { Amount } = require('./values.cjs')

module.exports = {
  Acknowledgement,
  AckwellError,
  Amount,
  Config,
  Ledger,
  LianLian,
  Notification,
  Outcome,
  PingPong,
  Receipt,
  Receiver,
  ...Object.fromEntries(kinds.classes.map((kind) => [kind.name, kind])),
  codes,
  schedule,
  vocabularies,
}
