// Made by `cargo xtask generate`. Do not edit.
import common from './fetch.cjs'

export const {
  ackwell,
} = common
