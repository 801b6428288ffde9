'use strict'

const { bytesOf, serve, shop } = require('./web.cjs')

/** See express.d.cts. */
function ackwell (receiver, ledger, fulfil, options) {
  const own = shop(receiver, ledger, fulfil, options)
  return (req, res) => serve(req, res, take, own, req)
}

function take (req, receiver) {
  const found = typeof req.body === 'string' ? 'text' : 'a parsed object'
  const what = req.body === undefined ? 'something has consumed the request' : `req.body is ${found}`
  const remedy = `${what}; move the line of this route above the one that parses bodies, ` +
    'app.use(express.json()) for example, or have that one keep them: ' +
    'express.json({ verify (req, _res, bytes) { req.rawBody = bytes } })'
  return bytesOf(req, receiver, [req.rawBody, req.body], remedy)
}

module.exports = { ackwell }
