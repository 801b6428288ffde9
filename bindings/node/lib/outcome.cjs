'use strict'

const records = require('./generated/records.cjs')

/** What became of one request. */
class Outcome extends records.Outcome {
  constructor (row, acknowledgement, notification) { super(row, { acknowledgement, notification }) }

  /** Of a request that ended with an error before its delivery was claimed. */
  static ofError (outcome, error, acknowledgement) {
    const { provider, code, message, member, remedy, severity, address, logLine } = error
    const row = { outcome, provider, code, message, member, remedy, severity, address, log_line: logLine }
    return new Outcome(row, acknowledgement, null)
  }
}

module.exports = { Outcome }
