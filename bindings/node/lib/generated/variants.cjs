// Made by `cargo xtask generate` from the table of the test kit. Do not edit.
'use strict'

exports.variants = Object.freeze([
  'genuine',
  'tampered',
  'wrong_key',
  'unsigned',
  'other_merchant',
  'wrong_source',
  'duplicate_member',
  'ambiguous',
  'other_reading',
  'api_answer',
  'not_json',
])
