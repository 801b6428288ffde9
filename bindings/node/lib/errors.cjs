'use strict'

const { Acknowledgement } = require('./acknowledgement.cjs')

/** What the native half puts in front of a problem. */
const PROBLEM = '\0'

let outcomeOf

class AckwellError extends Error {
  #outcome

  constructor ({ code, message, member, provider, remedy, severity, address, log_line: logLine }, acknowledgement, outcome) {
    super(message)
    this.code = code
    this.member = member
    this.provider = provider
    this.remedy = remedy
    this.severity = severity
    this.address = address
    this.logLine = logLine
    this.acknowledgement = acknowledgement && new Acknowledgement(acknowledgement)
    this.#outcome = outcome
  }

  static {
    /** What a request came to that ends with this error; null for a mistake in the code that calls. */
    outcomeOf = (error) => Object(error) === error && #outcome in error ? error.#outcome : null
    Object.defineProperty(this.prototype, 'name', { value: 'AckwellError', configurable: true, writable: true })
  }
}

/** The refusal that was asked for as JSON, not thrown yet. */
function refusal (json) {
  const { problem, acknowledgement, outcome } = JSON.parse(json)
  return new AckwellError(problem, acknowledgement, outcome)
}

/** The error that a text of the native half describes, not thrown yet. */
const problem = (text) => refusal(text.slice(PROBLEM.length))

module.exports = { AckwellError, PROBLEM, outcomeOf, problem, refusal }
