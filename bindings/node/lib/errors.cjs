'use strict'

const { Acknowledgement } = require('./acknowledgement.cjs')
const { codes } = require('./generated/enums.cjs')
const native = require('./native.cjs')

/** What the native half puts in front of a problem. */
const PROBLEM = '\0'

let outcomeOf

class AckwellError extends Error {
  #outcome

  constructor ({ code, message, member, provider, remedy, severity, address, log_line: logLine }, acknowledgement, outcome = null) {
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
    outcomeOf = (error) => #outcome in error ? error.#outcome : null
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

/** The text, unless it describes a problem: then that is thrown. */
function answer (text) {
  if (text.startsWith(PROBLEM)) throw problem(text)
  return text
}

/** As `answer`, for what is a text only if it describes a problem. */
function handle (made) {
  if (typeof made === 'string') throw problem(made)
  return made
}

/** An argument that cannot be taken, with what to answer if a receiver's provider waits. */
function wrongArgument (message, receiver) {
  return problem(native.wrongArgument(receiver, message))
}

/** A mistake in a configuration as a whole. */
function wrongConfig (message) {
  const code = 'invalid_config'
  const { remedy, severity } = codes[code]
  const line = `${code}: ${message}; remedy: ${remedy}`
  return new AckwellError({ code, message, member: '', provider: null, remedy, severity, address: null, log_line: line }, null)
}

module.exports = { AckwellError, PROBLEM, answer, handle, outcomeOf, problem, refusal, wrongArgument, wrongConfig }
