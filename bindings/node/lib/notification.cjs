'use strict'

const { inspect } = require('node:util')

const { success } = require('./acknowledgement.cjs')
const { answer, refusal, wrongArgument } = require('./errors.cjs')
const { CommonMembers } = require('./generated/common.cjs')
const native = require('./native.cjs')
const { described, sealed } = require('./packed.cjs')

/** The success of each class: a kind has one provider, whose answer never changes. */
const successes = new Map()

/** What a verified request said. It cannot exist unverified. */
class Notification extends CommonMembers {
  expect (orderNo, amount, currency) {
    const value = typeof amount === 'bigint' || Number.isSafeInteger(amount) ? String(amount) : amount
    for (const [name, text] of Object.entries({ orderNo, amount: value, currency })) {
      if (typeof text !== 'string') {
        throw wrongArgument(`${name} must be a string, not ${name === 'amount' ? `this ${typeof text}: money is exact` : typeof text}`)
      }
    }
    // The same texts are the same order and money. Everything else is for core to judge.
    const came = this.amount
    const same = orderNo === this.orderNo && value === came?.value && currency === came.currency
    if (!same) answer(native.expect(...sealed(this), orderNo, value, currency))
    return this
  }

  acknowledge () {
    const kind = this.constructor
    if (!successes.has(kind)) successes.set(kind, success(this.provider))
    return successes.get(kind)
  }

  refuse (code, cause = '') {
    return refusal(native.refuseNotification(...sealed(this), String(code), String(cause)))
  }

  get signedText () { return answer(native.signedText(...sealed(this))).slice(1) }

  get resolvesOrder () { return answer(native.resolvesOrder(...sealed(this))) === 'true' }

  get jsonText () { return answer(native.notificationJson(...sealed(this))) }

  toJSON () { return described(this) }

  /** Which notification it is, without what it says about people. */
  [inspect.custom] () {
    return `${this.constructor.name} { kind: '${this.kind}', deliveryKey: '${this.deliveryKey}' }`
  }
}

module.exports = { Notification }
