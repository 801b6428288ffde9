'use strict'

const { read, refused, send, serve, shop } = require('./web.cjs')

/** See fastify.d.cts. */
function ackwell (receiver, ledger, fulfil, options) {
  const own = shop(receiver, ledger, fulfil, options)
  return async function ackwell (scope) {
    // Here every content type, an invalid one too, is bytes. The application keeps its own parsers.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.addHook('onRequest', async (request) => {
      request.raw.headers['content-type'] = 'application/octet-stream'
    })
    const optionsOf = (request) => ({ logger: request.log, ...own.options })
    // What a hook of the application throws never gets the application's own answer: it could be a 200.
    scope.setErrorHandler((error, request, reply) => {
      reply.hijack()
      send(request.raw, reply.raw, refused(receiver, error, optionsOf(request)))
    })
    scope.route({
      method: scope.supportedMethods,
      url: '/',
      // The answer goes past the application's hooks: none of them may change or compress it.
      async handler (request, reply) {
        reply.hijack()
        const take = () => read(request.body, receiver)
        await serve(request.raw, reply.raw, take, { ...own, options: optionsOf(request) }, request)
      },
    })
  }
}

module.exports = { ackwell }
