// Made by `cargo xtask generate`. Do not edit.
import common from './testing.cjs'

export const {
  Sender,
  SignedRequest,
  judge,
  variants,
} = common
