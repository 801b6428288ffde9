'use strict'

const { Acknowledgement } = require('./acknowledgement.cjs')
const { call } = require('./ask.cjs')
const { ended, refuseDeferred } = require('./fulfil.cjs')
const { Conflict } = require('./generated/records.cjs')
const { Outcome } = require('./outcome.cjs')

/** A notification, what the ledger says of its delivery, and what to answer. */
class Receipt {
  #native
  #ledger
  #facts
  #told
  #settled = false

  constructor (notification, receipt, facts, ledger) {
    this.notification = notification
    this.#native = receipt
    this.#ledger = ledger
    this.#take(facts)
  }

  #take (text) {
    this.#facts = JSON.parse(text)
    this.#told = performance.now()
  }

  async #ask (question, cause = '') {
    this.#take(await call(question, [cause], this.#native))
    return this.acknowledgement
  }

  #outcome () { return new Outcome(this.#facts.outcome, this.acknowledgement, this.notification) }

  get delivery () { return this.#facts.delivery }

  get isFirst () { return this.#facts.delivery === 'first' }

  get lease () {
    const { lease } = this.#facts
    if (lease === null) return null
    const remaining = Math.max(0, lease.remaining_ms - (performance.now() - this.#told))
    return { token: lease.token, expiresAt: new Date(lease.expires_at_ms), remaining }
  }

  get remaining () { return this.#facts.remaining_ms }

  get conflict () { return this.#facts.conflict && new Conflict(this.#facts.conflict) }

  get acknowledgement () { return new Acknowledgement(this.#facts.acknowledgement) }

  earlierPayment () { return this.#ledger.earlierPayment(this.notification) }

  async commit () {
    const acknowledgement = await this.#ask('commit')
    this.#settled = true
    return acknowledgement
  }

  release ({ strict = false } = {}) {
    this.#settled = true
    return this.#ask(strict ? 'try_release' : 'release')
  }

  async extend () { await this.#ask('extend') }

  /**
   * Has `fulfil` do the work if it is the first delivery, and settles it. What `fulfil` throws is a
   * failure of the delivery, not of this call.
   */
  async settle (fulfil) {
    refuseDeferred(fulfil)
    if (this.isFirst) {
      this.#settled = true
      const { how, cause } = await ended(fulfil, this.notification)
      await this.#ask(how, cause)
    }
    return this.#outcome()
  }

  static {
    if (Symbol.asyncDispose) {
      this.prototype[Symbol.asyncDispose] = async function () {
        if (this.isFirst && !this.#settled) await this.release()
      }
    }
  }
}

module.exports = { Receipt }
