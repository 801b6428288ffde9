'use strict'

const { outcomeOf } = require('./errors.cjs')
const records = require('./generated/records.cjs')

/** What became of one request. */
class Outcome extends records.Outcome {
  constructor (row, acknowledgement, notification) { super(row, { acknowledgement, notification }) }

  /**
   * Of a request that ended with an error before its delivery was claimed. A mistake in the code that calls,
   * or the signal, is thrown, unless there is an answer to it in any case: no other would be right.
   */
  static ofError (error, receiver, inAnyCase) {
    const outcome = outcomeOf(error) ?? inAnyCase
    if (!outcome) throw error
    const { provider, code, message, member, remedy, severity, address, logLine } = error
    const row = { outcome, provider, code, message, member, remedy, severity, address, log_line: logLine }
    return new Outcome(row, error.acknowledgement ?? receiver.refuse(code).acknowledgement, null)
  }
}

module.exports = { Outcome }
