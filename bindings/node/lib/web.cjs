'use strict'

// What the adapters share: the bytes of a body, whoever has them, and one whole answer.

const { Buffer } = require('node:buffer')

const { refuseDeferred, words } = require('./fulfil.cjs')
const { Ledger } = require('./ledger.cjs')
const { report } = require('./log.cjs')
const { Outcome } = require('./outcome.cjs')
const { Receiver } = require('./receiver.cjs')
const { TransactionLedger } = require('./transaction.cjs')

/** Headers of others that would change what the answer's bytes mean. */
const FRAMING = ['Content-Encoding', 'Transfer-Encoding', 'Content-Range', 'Trailer', 'ETag']

/** What an endpoint was registered with, checked before the first request comes. */
function shop (receiver, ledger, fulfil, options) {
  if (!(receiver instanceof Receiver)) throw new TypeError('the receiver must be a LianLian, a PingPong or one of a Config')
  if (ledger instanceof TransactionLedger) ledger.check(fulfil)
  else if (ledger instanceof Ledger) refuseDeferred(fulfil)
  else throw new TypeError('the ledger must be a Ledger or a TransactionLedger')
  return { receiver, ledger, fulfil, options: { ...options } }
}

/** Handles one request, whose body `take` finds. `context` is what the fulfilment gets beside the notification. */
async function answerTo (request, take, { receiver, ledger, fulfil, options }, context) {
  try {
    const whole = { ...request, body: await take(receiver) }
    const work = (notification, client) => fulfil(notification, context, client)
    if (ledger instanceof TransactionLedger) return await ledger.handle(receiver, whole, work, options)
    return await receiver.handle(whole, ledger, work, options)
  } catch (error) {
    return refused(receiver, error, options)
  }
}

/** Reports why a request was not handled at all, and returns what to answer. */
function refused (receiver, error, { logger, onOutcome }) {
  const told = error?.acknowledgement ? error : receiver.refuse('internal', words(error))
  report(Outcome.ofError(told, receiver, 'refused'), logger, onOutcome)
  return told.acknowledgement
}

/** Answers one request of Node's own HTTP server, or of a framework on top of it. */
async function serve (req, res, take, own, context) {
  // Now, because a connection that has ended has no address any more.
  const { remoteAddress: peer = null, destroyed: gone } = req.socket
  const { receiver, options } = own
  if (req.method !== 'POST') {
    res.setHeader('Allow', 'POST')
    return send(req, res, { status: 405, body: Buffer.alloc(0) })
  }
  if (res.headersSent) {
    refused(receiver, receiver.refuse('internal', 'the response had begun before Ackwell: nothing is ' +
      'fulfilled, because its answer could not be sent, and the connection is cut'), options)
    return cut(req, res)
  }
  const free = hold(res)
  const body = () => gone ? Promise.reject(cutShort(receiver)) : take(req, receiver)
  const request = { headers: req.headers, peer, method: req.method }
  const answer = await answerTo(request, body, own, context)
  free()
  send(req, res, answer)
}

/**
 * While the work runs, nobody else's answer may look like success: the status of a time-out or of a
 * careless fulfilment becomes 500. Returns what ends that.
 */
function hold (res) {
  const { writeHead } = res
  let held = true
  res.writeHead = function (status, ...rest) {
    return writeHead.call(this, held && status < 400 ? 500 : status, ...rest)
  }
  return () => { held = false }
}

/** Answers byte for byte, whatever compresses the application's other answers. */
function send (req, res, { status, contentType, body }) {
  if (res.headersSent) return cut(req, res)
  delete req.headers['accept-encoding']
  for (const name of FRAMING) res.removeHeader(name)
  res.statusCode = status
  if (contentType) res.setHeader('Content-Type', contentType)
  res.setHeader('Content-Length', body.length)
  res.end(body)
}

/** Ends a connection on which something else has begun an answer. */
function cut (req, res) {
  if (!res.writableFinished) req.destroy()
}

const isBytes = (value) => ArrayBuffer.isView(value) && value[Symbol.toStringTag] === 'Uint8Array'

/** The bytes that a parser kept, or the stream's. `remedy` says what to do where there are none. */
async function bytesOf (req, receiver, kept, remedy) {
  const bytes = kept.find(isBytes)
  if (bytes) return bytes
  if (req.readableDidRead || req.readableEnded || req.readableEncoding) throw eaten(receiver, remedy)
  return read(req, receiver)
}

/** The bytes of a stream. One more than the receiver looks at is enough for it to refuse. */
function read (stream, receiver) {
  return new Promise((resolve, reject) => {
    const body = gather(receiver)
    const whole = () => end(() => resolve(body.bytes()))
    const broken = () => end(() => reject(cutShort(receiver)))
    const listeners = { data: (part) => body.add(part) && whole(), end: whole, error: broken, close: broken }
    const end = (settle) => {
      for (const [event, listener] of Object.entries(listeners)) stream.off(event, listener)
      // The rest is let go, so that the sender gets to read the answer.
      stream.resume()
      settle()
    }
    if (stream.destroyed) return broken()
    for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener)
  })
}

/** Collects the parts of a body. `add` returns whether there are more bytes than are looked at. */
function gather (receiver) {
  const parts = []
  let length = 0
  return {
    add (part) {
      parts.push(part)
      length += part.length
      return length > receiver.maxBodyBytes
    },
    bytes: () => parts.length === 1 ? parts[0] : Buffer.concat(parts, length),
  }
}

/** For a sender who went away in the middle of the body. */
const cutShort = (receiver) => receiver.refuse('malformed_body', 'the connection ended before it did')

/** For a body that something else has read before. */
const eaten = (receiver, remedy) => receiver.refuse(
  'invalid_argument', `the body was read before Ackwell could take its bytes: ${remedy}`)

module.exports = { answerTo, bytesOf, cutShort, eaten, gather, read, refused, send, serve, shop }
