// Made by `cargo xtask generate`. Do not edit.
import common from './express.cjs'

export const {
  ackwell,
} = common
