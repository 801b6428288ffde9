'use strict'

const { ask, call, wrongArgument } = require('./ask.cjs')
const { configure, renamed } = require('./config.cjs')
const { LedgerQuestions } = require('./generated/ledger.cjs')
const { EarlierPayment } = require('./generated/records.cjs')
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
    super(async (question, asked = {}) => JSON.parse(await this.#call(question, [JSON.stringify(asked)])))
    this.#native = made
  }

  static open (url, options = {}) {
    const document = JSON.stringify({ ledger: renamed({ ...options, url }) })
    return Ledger.of(configure(document, 'ledger'))
  }

  static fromConfig (config) { return config.ledger() }

  /** Of a configuration that core has read. */
  static of (config) { return new Ledger(OPENED, ask('ledger', [], config)) }

  async claim (notification) {
    const [facts, receipt] = await this.#about('claim', notification)
    return new Receipt(notification, receipt, facts, this)
  }

  async earlierPayment (notification) {
    const row = JSON.parse(await this.#about('earlier_payment', notification))
    return row && new EarlierPayment(row)
  }

  /** Waits for the calls that are on their way. */
  async close () {
    await Promise.allSettled(this.#calls)
    await call('close', [], this.#native)
  }

  #about (question, notification) {
    if (!(notification instanceof Notification)) wrongArgument('it takes a notification that a receiver verified')
    return this.#call(question, [], ...sealed(notification))
  }

  #call (question, words, ...of) {
    const called = call(question, words, this.#native, ...of)
    this.#calls.add(called)
    const done = () => this.#calls.delete(called)
    called.then(done, done)
    return called
  }

  toString () { return ask('name', [], this.#native) }

  static {
    if (Symbol.asyncDispose) this.prototype[Symbol.asyncDispose] = function () { return this.close() }
  }
}

module.exports = { Ledger }
