'use strict'

// Calls that the ledger's own threads answer. None of them takes a thread of Node's pool.

const { answer, problem, PROBLEM } = require('./errors.cjs')
const native = require('./native.cjs')

const waiting = new Map()
let port
let last = 0

function answered (number, text) {
  const { resolve, reject, claims } = waiting.get(number)
  waiting.delete(number)
  if (waiting.size === 0) native.keepProcess(port, false)
  if (text.startsWith(PROBLEM)) reject(problem(text))
  else resolve(claims ? [text, native.fetchReceipt(port, number)] : text)
}

/** A promise of what `begin(port, number)` is answered: a text; with a receipt if it `claims`. */
function call (begin, claims = false) {
  return new Promise((resolve, reject) => {
    port ??= native.connect(answered)
    const number = last = (last + 1) >>> 0
    waiting.set(number, { resolve, reject, claims })
    // The process lives on while a call is on its way.
    if (waiting.size === 1) native.keepProcess(port, true)
    begin(port, number)
  })
}

module.exports = { answer, call }
