// Made by `cargo xtask generate` from the tables in core. Do not edit.
'use strict'

const { Packed, described, part } = require('../packed.cjs')
const { amountOf } = require('../values.cjs')

/** The members that every notification has. */
class CommonMembers extends Packed {
  get provider () { return part(this, 0).split('.', 1)[0] }
  get kind () { return part(this, 0) }
  get merchantId () { return part(this, 1) }
  get orderNo () { return part(this, 2) }
  get transactionNo () { return part(this, 3) }
  get status () { return part(this, 4) }
  get statusText () { return part(this, 5) }
  get amount () { return amountOf(part(this, 6), part(this, 7)) }
  get deliveryKey () { return part(this, 8) }
  get fingerprint () { return described(this).fingerprint }
  get irregularities () { return described(this).irregularities }
  get source () { return described(this).source }
  get fields () { return described(this).fields }
  get envelope () { return described(this).envelope }
}

/** How many parts they are in the packed form. The kind's own fields follow. */
exports.COMMON = 9
exports.CommonMembers = CommonMembers
/** Whether the texts of the order and its amount are these, without making anything of them. */
exports.isAbout = (packed, orderNo, value, currency) =>
  part(packed, 2) === orderNo && part(packed, 6) === value && part(packed, 7) === currency
