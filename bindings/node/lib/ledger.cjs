'use strict'

const { call } = require('./calls.cjs')
const { configure, renamed } = require('./config.cjs')
const { handle, wrongArgument } = require('./errors.cjs')
const { LedgerQuestions } = require('./generated/ledger.cjs')
const { EarlierPayment } = require('./generated/records.cjs')
const native = require('./native.cjs')
const { Notification } = require('./notification.cjs')
const { sealed } = require('./packed.cjs')
const { Receipt } = require('./receipt.cjs')

const OPENED = Symbol('opened')

/** The durable memory that makes a shop act on each notification once. */
class Ledger extends LedgerQuestions {
  #native
  /** The calls that have not been answered yet. */
  #calls = new Set()

  constructor (opened, made) {
    if (opened !== OPENED) throw new TypeError('open a ledger with Ledger.open(url) or Config.ledger()')
    super(async (question, asked = {}) => JSON.parse(await this.#call((port, number) =>
      native.askLedger(port, number, this.#native, question, JSON.stringify(asked)))))
    this.#native = made
  }

  static open (url, options = {}) {
    const document = JSON.stringify({ ledger: renamed({ ...options, url }) })
    return Ledger.of(configure(document, 'ledger'))
  }

  static fromConfig (config) { return config.ledger() }

  /** Of a configuration that core has read. */
  static of (config) { return new Ledger(OPENED, handle(native.openLedger(config))) }

  async claim (notification) {
    if (!(notification instanceof Notification)) throw wrongArgument('claim takes a notification that a receiver verified')
    const [facts, receipt] = await this.#call((port, number) =>
      native.claim(port, number, this.#native, ...sealed(notification)), true)
    return new Receipt(notification, receipt, facts, this)
  }

  async earlierPayment (notification) {
    if (!(notification instanceof Notification)) throw wrongArgument('earlierPayment takes a notification that a receiver verified')
    const row = JSON.parse(await this.#call((port, number) =>
      native.earlierPayment(port, number, this.#native, ...sealed(notification))))
    return row && new EarlierPayment(row)
  }

  /** Waits for the calls that are on their way. */
  async close () {
    const closing = this.#native
    await Promise.allSettled(this.#calls)
    await call((port, number) => native.closeLedger(port, number, closing))
  }

  #call (begin, claims) {
    const called = call(begin, claims)
    this.#calls.add(called)
    const done = () => this.#calls.delete(called)
    called.then(done, done)
    return called
  }

  toString () { return native.ledgerName(this.#native) }

  static {
    if (Symbol.asyncDispose) this.prototype[Symbol.asyncDispose] = function () { return this.close() }
  }
}

module.exports = { Ledger }
