'use strict'

// Calls that the ledger's own threads answer. None of them takes a thread of Node's pool.

const { answer, problem, PROBLEM } = require('./errors.cjs')
const native = require('./native.cjs')

const waiting = new Map()
let port
let last = 0

function answered (number, text, receipt) {
  const { resolve, reject } = waiting.get(number)
  waiting.delete(number)
  if (waiting.size === 0) native.keepProcess(port, false)
  if (text.startsWith(PROBLEM)) reject(problem(text))
  else resolve(receipt == null ? text : [text, receipt])
}

/** A promise of what `begin(port, number)` is answered: a text, or a text and a receipt. */
function call (begin) {
  return new Promise((resolve, reject) => {
    port ??= native.connect(answered)
    const number = last = (last + 1) >>> 0
    waiting.set(number, { resolve, reject })
    // The process lives on while a call is on its way.
    if (waiting.size === 1) native.keepProcess(port, true)
    begin(port, number)
  })
}

module.exports = { answer, call }
