'use strict'

const { inspect } = require('node:util')

const { success, wrongArgument } = require('./ask.cjs')
const { refusal } = require('./errors.cjs')
const { CommonMembers, isAbout } = require('./generated/common.cjs')
const { about, described } = require('./packed.cjs')

/** The success of each class: a kind has one provider, whose answer never changes. */
const successes = new Map()

/** Refuses the first of the expected values that is no text. */
function refuseOthers (expected) {
  const [name, value] = Object.entries(expected).find(([, value]) => typeof value !== 'string')
  const what = name === 'amount' ? `this ${typeof value}: money is exact` : typeof value
  wrongArgument(`${name} must be a string, not ${what}`)
}

/** What a verified request said. It cannot exist unverified. */
class Notification extends CommonMembers {
  expect (orderNo, amount, currency) {
    const value = typeof amount === 'bigint' || Number.isSafeInteger(amount) ? String(amount) : amount
    if (typeof orderNo !== 'string' || typeof value !== 'string' || typeof currency !== 'string') {
      refuseOthers({ orderNo, amount: value, currency })
    }
    // The same texts are the same order and money. Everything else is for core to judge.
    if (!isAbout(this, orderNo, value, currency)) about(this, 'expect', orderNo, value, currency)
    return this
  }

  acknowledge () {
    const kind = this.constructor
    if (!successes.has(kind)) successes.set(kind, success(this.provider))
    return successes.get(kind)
  }

  refuse (code, cause = '') {
    return refusal(about(this, 'refuse', String(code), String(cause)))
  }

  get signedText () { return about(this, 'signed_text') }

  get resolvesOrder () { return about(this, 'resolves_order') === 'true' }

  get jsonText () { return about(this, 'json') }

  toJSON () { return described(this) }

  /** Which notification it is, without what it says about people. */
  [inspect.custom] () {
    return `${this.constructor.name} { kind: '${this.kind}', deliveryKey: '${this.deliveryKey}' }`
  }
}

module.exports = { Notification }
