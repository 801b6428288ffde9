//! The native half of the Node package `ackwell`: converts, calls core and the ledger, converts.
//!
//! Nothing here is public in JavaScript. The package's own modules (`lib/`) give these functions
//! their names, types and errors. Each takes plain values and externals, and returns what it has to
//! say as a text: see `answer.rs`.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what a function takes from JavaScript it takes as its own"
)]
#![expect(
    unreachable_pub,
    reason = "the macro wants `pub` where it makes a function of JavaScript"
)]
#![cfg_attr(
    test,
    allow(dead_code, reason = "the macro registers nothing in a test build")
)]

mod answer;
mod ask;
mod port;
mod verify;
