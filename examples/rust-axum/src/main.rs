//! examples/rust-axum.

fn main() {}
