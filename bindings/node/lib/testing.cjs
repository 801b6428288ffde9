'use strict'

const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Buffer } = require('node:buffer')
const { types } = require('node:util')

const native = require('./ask.cjs')
const { variants } = require('./generated/variants.cjs')
const { Config } = require('./receiver.cjs')

const ask = (question) => JSON.parse(native.ask('testing', [JSON.stringify(question)]))
const shown = (status, body) => `${status} ${JSON.stringify(body.slice(0, 200))}`

/** A body of an answer as text. Anything else, such as a promise that was not awaited, is a mistake. */
function textOf (body) {
  if (typeof body === 'string') return body
  if (types.isUint8Array(body)) return Buffer.from(body).toString()
  throw new TypeError('the body of the answer must be a string or a Uint8Array: is an `await` missing?')
}

function statusOf (status) {
  if (Number.isInteger(status)) return status
  throw new TypeError('the HTTP status of the answer must be a number')
}

const judge = (provider, status, body = '') =>
  Object.freeze(ask({ do: 'judge', provider, status: statusOf(status), body: textOf(body) }))

/** See testing.d.cts. */
class SignedRequest {
  #receiver

  constructor (made, receiver) {
    const { kind, provider, variant, body_base64: body, headers, peer, code } = made
    Object.assign(this, { kind, provider, variant, body: Buffer.from(body, 'base64'), headers: Object.fromEntries(headers), peer, code })
    this.#receiver = receiver
    Object.freeze(this)
  }

  assertReceived (status, body) {
    const { received, why } = judge(this.provider, status, body)
    if (!received) failed(`${this.provider} would send ${this.kind} again: ${why}; the answer was ${shown(status, textOf(body))}`)
  }

  assertRefused (status, body, code = this.code) {
    if (code === null) throw new TypeError('the request is genuine: say which code it must be refused with')
    const expected = this.#receiver.refuse(code).acknowledgement
    const [wanted, found] = [shown(expected.status, textOf(expected.body)), shown(statusOf(status), textOf(body))]
    if (wanted !== found) failed(`expected ${this.kind} (${this.variant}) to be refused with ${code}, which is ${wanted}; the answer was ${found}`)
  }
}

function failed (message) {
  // Not `node:assert`, so that Bun, Deno and bundlers need nothing more.
  throw Object.assign(new Error(message), { name: 'AssertionError', code: 'ERR_ASSERTION' })
}

/** See testing.d.cts. */
class Sender {
  #secret
  #document

  constructor ({ providers = [] } = {}) {
    const { sender, receiver } = ask({ do: 'keys', providers })
    this.#secret = sender
    this.#document = receiver
  }

  get document () { return structuredClone(this.#document) }
  get config () { return Config.fromJson(JSON.stringify(this.#document)) }
  get lianlian () { return this.config.lianlian() }
  get pingpong () { return this.config.pingpong() }

  writeConfig (folder, { ledger = 'memory:' } = {}) {
    const path = join(folder, 'ackwell.json')
    writeFileSync(path, JSON.stringify({ ...this.#document, ledger: { url: ledger } }, null, 2))
    return path
  }

  request (kind, { order, amount, currency, status, members = {}, variant } = {}) {
    const made = ask({ do: 'request', sender: this.#secret, kind, order, amount, currency, status, members, variant })
    return new SignedRequest(made, this.config.receiver(made.provider))
  }
}

module.exports = { Sender, SignedRequest, judge, variants }
