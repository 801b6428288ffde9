'use strict'

const { Logger } = require('@nestjs/common')
const { HttpAdapterHost } = require('@nestjs/core')

const express = require('./express.cjs')
const fastify = require('./fastify.cjs')
const { bytesOf, serve, shop } = require('./web.cjs')

const usual = (options) => ({ logger: new Logger('Ackwell'), ...options })

/** See nest.d.cts. */
function ackwell (receiver, ledger, fulfil, options) {
  const own = shop(receiver, ledger, fulfil, usual(options))
  return async function ackwell (request, response) {
    // Fastify's request and reply, or Express's.
    const { raw: req = request } = request
    const { raw: res = response } = response
    response.hijack?.()
    await serve(req, res, () => take(request, req, receiver), own, request)
  }
}

function take (request, req, receiver) {
  const remedy = 'create the application with NestFactory.create(AppModule, { rawBody: true }), or ' +
    'use AckwellModule, which comes before the parsers'
  return bytesOf(req, receiver, [request.rawBody, request.body], remedy)
}

/** See nest.d.cts. */
class AckwellModule {
  static register (endpoint) {
    return AckwellModule.registerAsync({ path: endpoint.path, useFactory: () => endpoint })
  }

  static registerAsync ({ path, imports = [], inject = [], useFactory }) {
    const [endpoint, mounted] = [Symbol('AckwellEndpoint'), Symbol('AckwellMounted')]
    const mounts = (host, made) => mount(host.httpAdapter, { ...usual(made), path })
    return {
      // A class for each, since Nest knows a module by its class.
      module: class extends AckwellModule {},
      imports,
      providers: [
        { provide: endpoint, inject, useFactory },
        { provide: mounted, inject: [HttpAdapterHost, endpoint], useFactory: mounts },
      ],
    }
  }
}

/** On the HTTP server itself, which is before body parsers, guards, interceptors and prefixes. */
function mount (adapter, endpoint) {
  const server = adapter.getInstance()
  const { path, receiver, ledger, fulfil, ...options } = endpoint
  const told = [receiver, ledger, fulfil, options]
  if (adapter.getType() === 'fastify') server.register(fastify.ackwell(...told), { prefix: path })
  else server.all(path, express.ackwell(...told))
  return path
}

module.exports = { AckwellModule, ackwell }
