// Made by `cargo xtask generate`. Do not edit.
import common from './nest.cjs'

export const {
  AckwellModule,
  ackwell,
} = common
