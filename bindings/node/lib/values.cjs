'use strict'

const { ask } = require('./ask.cjs')

/** An exact amount of money: never a float. */
class Amount {
  constructor (value, currency) {
    this.value = value
    this.currency = currency
    Object.freeze(this)
  }

  get minorUnits () {
    const units = ask('minor_units', [this.value, this.currency])
    return units === '' ? null : BigInt(units)
  }

  toString () { return `${this.value} ${this.currency}` }
}

/** A record of the ledger, from the JSON of its row, and what a class adds to that. */
class Row {
  constructor (row, more) {
    for (const [name, [member, read]] of Object.entries(new.target.members)) {
      this[name] = row[member] == null ? null : read(row[member])
    }
    Object.freeze(Object.assign(this, more))
  }
}

/** What a field's text stands for; null stays null. */
const typed = (read) => (text) => text === null ? null : read(text)

/** A shop may have written down something else than a decimal and three letters. */
const amountOrNull = ({ value, currency }) => value == null || currency == null ? null : new Amount(value, currency)

function deepFreeze (value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

module.exports = {
  Amount,
  Row,
  amount: typed((text) => new Amount(...text.split(' '))),
  amountOf: (value, currency) => value === null ? null : new Amount(value, currency),
  amountOrNull,
  deepFreeze,
  flag: typed((text) => text === 'true'),
  instant: typed((text) => new Date(text)),
  integer: typed(Number),
  json: typed((text) => deepFreeze(JSON.parse(text))),
  /** LianLian's times are China's. */
  localTime: typed((text) => new Date(`${text}+08:00`)),
  moment: (milliseconds) => new Date(milliseconds),
  same: (value) => Array.isArray(value) ? Object.freeze(value) : value,
}
