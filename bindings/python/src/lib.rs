//! The native half of the Python package `ackwell`: converts, calls core and the ledger, converts.
//!
//! Nothing here is public in Python. The package's own modules (`python/ackwell/`) give these
//! functions their names, types and exceptions.

#![expect(
    clippy::doc_markdown,
    reason = "documentation of what Python calls is written as Python shows it"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what a function takes from Python it takes as its own"
)]

mod background;
mod convert;
mod errors;
mod in_transaction;
mod interpreter;
#[rustfmt::skip] // It is generated.
mod kinds;
mod ledger;
mod makers;
mod notification;
mod outcome;
mod receipt;
mod receiver;
mod tables;
mod testing;
mod values;

/// Made by Python when it imports the module.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::background::finish;
    #[pymodule_export]
    use super::in_transaction::{NativeOperation, kept_states, ledger_values, schema, statements};
    #[pymodule_export]
    use super::kinds::{
        LianLianExchangePayment, LianLianPayment, PingPongCapture, PingPongOther, PingPongRefund,
        PingPongTransaction, PingPongVoid,
    };
    #[pymodule_export]
    use super::ledger::NativeLedger;
    #[pymodule_export]
    use super::makers::register;
    #[pymodule_export]
    use super::notification::{CommonMembers, Notification};
    #[pymodule_export]
    use super::outcome::NativeOutcome;
    #[pymodule_export]
    use super::receipt::NativeReceipt;
    #[pymodule_export]
    use super::receiver::{NativeConfig, NativeReceiver, references};
    #[pymodule_export]
    const MAX_FILE_BYTES: usize = ackwell::MAX_FILE_BYTES;
    #[pymodule_export]
    use super::tables::{codes, panic_inside, schedule, shared_options};
    #[pymodule_export]
    use super::testing::testing_answer;
    #[pymodule_export]
    use super::values::{Acknowledgement, Amount, Value};
}
