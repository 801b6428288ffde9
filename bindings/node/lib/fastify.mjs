import fastify from './fastify.cjs'
export const { ackwell } = fastify
