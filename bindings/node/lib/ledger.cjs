'use strict'

const { call } = require('./calls.cjs')
const { configure, renamed } = require('./config.cjs')
const { handle, wrongArgument } = require('./errors.cjs')
const { EarlierPayment, LedgerStatus, OrderHistory, OverdueOrder, Pruned, Record } = require('./generated/records.cjs')
const native = require('./native.cjs')
const { Notification } = require('./notification.cjs')
const { sealed } = require('./packed.cjs')
const { Receipt } = require('./receipt.cjs')

const OPENED = Symbol('opened')

/** The durable memory that makes a shop act on each notification once. */
class Ledger {
  #native
  /** The calls that have not been answered yet. */
  #calls = new Set()

  constructor (opened, made) {
    if (opened !== OPENED) throw new TypeError('open a ledger with Ledger.open(url) or Config.ledger()')
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

  async expectOrder ({ provider, merchantId, orderNo, placedAt, amount }) {
    await this.#ask('expect_order', {
      provider, merchant_id: merchantId, order_no: orderNo, placed_at: +placedAt, value: amount?.value, currency: amount?.currency,
    })
  }

  async overdueOrders (now) {
    const rows = await this.#ask('overdue_orders', { now: now && +now })
    return rows.map((row) => new OverdueOrder(row))
  }

  async resolveOrder ({ provider, merchantId, orderNo }) {
    return this.#ask('resolve_order', { provider, merchant_id: merchantId, order_no: orderNo })
  }

  async orderHistory (orderNo) { return new OrderHistory(await this.#ask('order_history', { order_no: orderNo })) }

  async list ({ state = null, conflicts = false, after = null, limit = 1000 } = {}) {
    const rows = await this.#ask('list', { state, conflicts, after, limit })
    return rows.map((row) => new Record(row))
  }

  async status () { return new LedgerStatus(await this.#ask('status')) }

  async reopen (deliveryKey) { return this.#ask('reopen', { delivery_key: deliveryKey }) }

  async prune () { return new Pruned(await this.#ask('prune')) }

  async migrate () { return this.#ask('migrate') }

  /** Waits for the calls that are on their way. */
  async close () {
    const closing = this.#native
    await Promise.allSettled(this.#calls)
    await call((port, number) => native.closeLedger(port, number, closing))
  }

  async #ask (question, asked = {}) {
    return JSON.parse(await this.#call((port, number) =>
      native.askLedger(port, number, this.#native, question, JSON.stringify(asked))))
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
