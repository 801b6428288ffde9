// Made by `cargo xtask generate`. Do not edit.
export * from './testing.cjs'
