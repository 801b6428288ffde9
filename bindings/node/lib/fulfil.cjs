'use strict'

// What a fulfilment may be, and what it may return: work that never ran is never committed.

const { types } = require('node:util')

const { AckwellError } = require('./errors.cjs')

/** Refuses a fulfilment that does none of its work when it is called. */
function refuseDeferred (fulfil) {
  if (typeof fulfil !== 'function') throw new TypeError(`fulfil must be a function, not ${fulfil === null ? 'null' : typeof fulfil}`)
  if (types.isGeneratorFunction(fulfil)) {
    const name = fulfil.name || 'the fulfilment'
    throw new TypeError(`${name} is a generator function: to call it does none of its work; do the work without \`yield\``)
  }
}

const has = (value, ...names) => names.every((name) => typeof value[name] === 'function')
const isThenable = (value) => value != null && has(Object(value), 'then')

/** What is wrong with a result, if the work is not done when the fulfilment returns it. */
function undone (result) {
  if (typeof result === 'function') return { what: 'a function' }
  if (typeof result !== 'object' || result === null) return null
  if (has(result, 'next') && (has(result, Symbol.iterator) || has(result, Symbol.asyncIterator))) {
    return { what: 'a generator or another lazy iterator' }
  }
  if (has(result, 'subscribe', 'pipe')) return { what: 'an observable' }
  if (Array.isArray(result) && result.some(isThenable)) return { what: 'promises that nobody waits for', mayRun: true }
  return null
}

/** Does the work, and says how it ended: the native half's word, and the cause of a failure. */
async function ended (fulfil, notification) {
  try {
    const left = undone(await fulfil(notification))
    if (left === null) return { how: 'fulfilled' }
    return { how: left.mayRun ? 'may_run' : 'failed', cause: `it returned ${left.what} and did not do the work` }
  } catch (error) {
    return { how: 'failed', cause: words(error) }
  }
}

/** What was thrown, which may be anything. */
function words (thrown) {
  try {
    if (thrown instanceof AckwellError) return `${thrown.code}: ${thrown.message}`
    return String(thrown)
  } catch {
    return 'it threw something that cannot be written as text'
  }
}

module.exports = { ended, refuseDeferred, undone, words }
