'use strict'

// The one line that is logged for each request: core's words, at core's severity. Without a logger
// of the shop, what needs a person is a warning of the process (`process.on('warning')`, standard
// error by default), and the rest is for NODE_DEBUG=ackwell.

const { debuglog } = require('node:util')

const { words } = require('./fulfil.cjs')

const debug = debuglog('ackwell')
// A success has no code, and Node takes no null.
const warn = (line, code) => process.emitWarning(line, { type: 'AckwellWarning', code: code ?? undefined })

const LEVELS = { info: 'info', warning: 'warn', error: 'error' }
const USUAL = { debug: (line) => debug('%s', line), info: (line) => debug('%s', line), warn, error: warn }

/** Logs what became of a request and hands it to the shop. Nothing that fails here changes the answer. */
function report (outcome, logger, onOutcome) {
  const level = LEVELS[outcome.severity] ?? 'debug'
  guarded('the logger', () => {
    if (logger == null) USUAL[level](outcome.logLine, outcome.code)
    else (logger[level] ?? logger.log)?.call(logger, outcome.logLine)
  })
  if (onOutcome != null) guarded('onOutcome', () => onOutcome(outcome))
}

async function guarded (what, call) {
  try {
    await call()
  } catch (error) {
    warn(`${what} failed: ${words(error)}`)
  }
}

module.exports = { report }
