'use strict'

const { dirname, resolve } = require('node:path')
const { types } = require('node:util')
const { fileURLToPath } = require('node:url')

const { ask, success, wrongArgument } = require('./ask.cjs')
const { configure, documentOf, documentOfReceiver } = require('./config.cjs')
const { PROBLEM, problem, refusal } = require('./errors.cjs')
const { refuseDeferred } = require('./fulfil.cjs')
const { COMMON } = require('./generated/common.cjs')
const { classes, fields } = require('./generated/kinds.cjs')
const { Diagnosis } = require('./generated/records.cjs')
const { Ledger } = require('./ledger.cjs')
const { report } = require('./log.cjs')
const native = require('./native.cjs')
const { Outcome } = require('./outcome.cjs')
const { MAKE } = require('./packed.cjs')

const HOW = 'Express: leave the body to `ackwell/express`, or put express.raw({ type: \'*/*\' }) before ' +
  'this route and express.json() behind it; Fastify: `ackwell/fastify`; Next, Hono, Bun and Deno: ' +
  '`ackwell/fetch`, or new Uint8Array(await request.arrayBuffer()); Nest: `ackwell/nest`; AWS Lambda: ' +
  'Buffer.from(event.body, event.isBase64Encoded ? \'base64\' : \'utf8\')'

/** The sentence for a body that is no bytes any more. */
function notBytes (body) {
  const what = body == null ? String(body) : typeof body === 'object' ? `an object (${body.constructor?.name ?? 'Object'})` : `a ${typeof body}`
  return `the body must be the bytes that arrived, as a Uint8Array, not ${what}: the signature covers ` +
    `those bytes, and a body that was ${typeof body === 'string' ? 'read as text' : 'parsed'} cannot ` +
    `be turned back into them. ${HOW}`
}

/** When a provider sends again, and when it gives up. Lengths of time are in milliseconds. */
function schedule (provider) {
  const row = JSON.parse(ask('schedule', [provider]))
  const pauses = Object.freeze(row.pauses_ms)
  return Object.freeze({ deadline: row.deadline_ms, horizon: row.horizon_ms, pauses, sends: pauses.length + 1 })
}

function * pairs (headers) {
  if (typeof headers !== 'object') throw new TypeError('no headers')
  if (typeof headers[Symbol.iterator] === 'function') return yield * headers
  for (const name of Object.keys(headers)) {
    for (const value of [headers[name]].flat()) if (value !== undefined) yield [name, value]
  }
}

/** One provider's receiver. Made once, and asked for every request. */
class Receiver {
  #native
  #verify
  #facts
  /** The only headers that are read; null without proxies. */
  #names

  constructor (section, options, made) {
    if (new.target === Receiver) throw new TypeError('make a LianLian or a PingPong, or ask a Config for one')
    this.#native = options === MAKE ? made : ask('receiver', [section], configure(documentOfReceiver(section, options), section))
    this.#verify = native.verifier(this.#native)
    this.#facts = JSON.parse(this.#ask('facts'))
    this.#names = this.headerNames.length > 0 ? new Set(this.headerNames) : null
  }

  verify (request) {
    const [body, headers, peer] = this.#taken(request)
    return this.#made(this.#verify(body, headers, peer))
  }

  verifyBatch (requests) {
    const taken = Array.from(requests, (request) => this.#taken(request))
    const columns = [0, 1, 2].map((column) => taken.map((row) => row[column]))
    return native.verifyBatch(this.#native, ...columns).map((text) =>
      text.startsWith(PROBLEM) ? problem(text) : this.#made(text))
  }

  explain (request) {
    const text = native.explain(this.#native, ...this.#taken(request))
    if (text.startsWith(PROBLEM)) throw problem(text)
    return new Diagnosis(JSON.parse(text))
  }

  async receive (request, ledger, { signal } = {}) {
    return claimed(this.verify(request), ledger, signal)
  }

  async handle (request, ledger, fulfil, { signal, onOutcome, logger } = {}) {
    refuseDeferred(fulfil)
    const outcome = await this.#outcome(request, ledger, fulfil, signal)
    report(outcome, logger, onOutcome)
    return outcome.acknowledgement
  }

  async #outcome (request, ledger, fulfil, signal) {
    let receipt
    try {
      receipt = await this.receive(request, ledger, { signal })
    } catch (error) {
      return Outcome.ofError(error, this)
    }
    return receipt.settle(fulfil)
  }

  #taken (request) {
    if (typeof request !== 'object' || request === null) this.#refuse('the request must be an object with the body, the headers and the peer')
    const { body, headers, peer } = request
    if (!types.isUint8Array(body)) this.#refuse(notBytes(body))
    if (peer != null && typeof peer !== 'string') this.#refuse('the peer must be a string, or null for a Unix socket')
    return [body, this.#names === null || headers == null ? undefined : this.#selected(headers), peer]
  }

  #selected (headers) {
    const selected = []
    try {
      for (const [name, value] of pairs(headers)) {
        if (!this.#names.has(name.toLowerCase())) continue
        if (typeof value !== 'string') throw new TypeError('no text')
        selected.push(name, value)
      }
    } catch {
      this.#refuse('the headers must be Headers, pairs of names and values, or an object of them, and all texts')
    }
    return selected
  }

  #made (text) {
    const position = text.charCodeAt(0) - 1
    if (position < 0) throw problem(text)
    return new classes[position](MAKE, text, COMMON + fields[position] + 1, this.#native)
  }

  #ask (question, ...words) { return ask(question, words, this.#native) }

  #refuse (message) { wrongArgument(message, this.#native) }

  get provider () { return this.#facts.provider }
  get maxBodyBytes () { return this.#facts.max_body_bytes }
  get headerNames () { return [...this.#facts.header_names] }
  get keyFingerprints () { return [...this.#facts.key_fingerprints] }
  get schedule () { return schedule(this.provider) }

  acknowledge () { return success(this.provider) }

  refuse (code, cause = '') { return refusal(this.#ask('refuse', String(code), String(cause))) }
}

/** A receiver for LianLian Pay. */
class LianLian extends Receiver {
  constructor (options, made) { super('lianlian', options, made) }
}

/** A receiver for PingPongCheckout v4. */
class PingPong extends Receiver {
  constructor (options, made) { super('pingpong', options, made) }
}

/** Claims a delivery; releases it if its work has not begun when the signal aborts. */
async function claimed (notification, ledger, signal) {
  signal?.throwIfAborted()
  const claim = ledger.claim(notification)
  if (signal == null) return claim
  let abort
  const aborted = new Promise((resolve, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    // Once the claim has won, an abort changes nothing any more: the caller has the receipt.
    return await Promise.race([claim, aborted])
  } catch (error) {
    claim.then((receipt) => receipt.isFirst && receipt.release()).catch(() => {})
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** A whole configuration: the same document in every language. */
class Config {
  #document
  #file
  #providers

  constructor (document, file) {
    this.#document = typeof document === 'string' ? document : documentOf(document)
    this.#file = file
    const providers = ask('providers', [], this.#configured(''))
    this.#providers = providers === '' ? [] : providers.split(',')
  }

  static fromFile (path) {
    const file = resolve(path instanceof URL ? fileURLToPath(path) : path)
    return new Config(ask('document', [file]), file)
  }

  static fromJson (text) { return new Config(String(text)) }

  #configured (section) { return configure(this.#document, section, this.#file && dirname(this.#file), this.#file) }

  get providers () { return [...this.#providers] }

  lianlian () { return this.receiver('lianlian') }

  pingpong () { return this.receiver('pingpong') }

  receiver (provider) {
    const made = ask('receiver', [provider], this.#configured(provider))
    return new (provider === 'lianlian' ? LianLian : PingPong)(MAKE, made)
  }

  ledger () { return Ledger.of(this.#configured('ledger')) }
}

module.exports = { Config, LianLian, PingPong, Receiver, claimed, schedule }
