'use strict'

// Questions to the native half, by name. What is answered is a text, or something to pass back later;
// a refusal is thrown.

const { Acknowledgement } = require('./acknowledgement.cjs')
const { PROBLEM, problem } = require('./errors.cjs')
const native = require('./native.cjs')

/** Asks about what is `held`, or about the notification of a receiver and a packed text. */
function ask (question, words = [], held = null, receiver = null, packed = null) {
  const answer = native.ask(question, words, held, receiver, packed)
  if (typeof answer !== 'string') return answer
  if (answer.startsWith(PROBLEM)) throw problem(answer)
  return answer.slice(1)
}

const waiting = new Map()
let port
let last = 0

function answered (number, text) {
  const { resolve, reject, claims } = waiting.get(number)
  waiting.delete(number)
  if (waiting.size === 0) native.keepProcess(port, false)
  if (text.startsWith(PROBLEM)) reject(problem(text))
  else resolve(claims ? [text.slice(1), native.fetchReceipt(port, number)] : text.slice(1))
}

/**
 * As `ask`, of a thread of the ledger: none of Node's pool is taken. A promise of the text; of the text and
 * the receipt, if it is a claim.
 */
function call (question, words = [], held = null, receiver = null, packed = null) {
  return new Promise((resolve, reject) => {
    port ??= native.connect(answered)
    const number = last = (last + 1) >>> 0
    waiting.set(number, { resolve, reject, claims: question === 'claim' })
    // The process lives on while a call is on its way.
    if (waiting.size === 1) native.keepProcess(port, true)
    native.call(port, number, question, words, held, receiver, packed)
  })
}

/** Throws for an argument that cannot be taken, with what to answer if a receiver's provider waits. */
const wrongArgument = (message, receiver) => ask('argument', [message], receiver)

const successes = new Map()

/** What to answer to a notification of that provider that was acted on. It never changes. */
function success (provider) {
  if (!successes.has(provider)) successes.set(provider, new Acknowledgement(JSON.parse(ask('success', [provider]))))
  return successes.get(provider)
}

module.exports = { ask, call, success, wrongArgument }
