// Made by `cargo xtask generate`. Do not edit.
import common from './fastify.cjs'

export const {
  ackwell,
} = common
