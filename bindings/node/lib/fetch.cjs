'use strict'

const { answerTo, cutShort, eaten, gather, shop } = require('./web.cjs')

/** See fetch.d.cts. */
function ackwell (receiver, ledger, fulfil, options) {
  const own = shop(receiver, ledger, fulfil, options)
  return async function ackwell (request, { peer = null } = {}) {
    const { method, headers } = request
    if (method !== 'POST') return new Response(null, { status: 405, headers: { Allow: 'POST' } })
    return response(await answerTo({ headers, peer, method }, (receiver) => take(request, receiver), own, request))
  }
}

async function take (request, receiver) {
  if (request.bodyUsed || request.body?.locked) {
    throw eaten(receiver, 'hand the Request to Ackwell before anything calls its json(), text() or ' +
      'formData(), or give that a copy of it, request.clone()')
  }
  const body = gather(receiver)
  const reader = request.body?.getReader()
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
      if (body.add(part.value)) {
        reader.cancel().catch(() => {})
        break
      }
    }
  } catch {
    throw cutShort(receiver)
  }
  return body.bytes()
}

/** The answer, which what compresses the application's others leaves as it is. */
const response = ({ status, body, headers }) =>
  new Response(body, { status, headers: { ...headers, 'cache-control': 'no-transform' } })

module.exports = { ackwell }
