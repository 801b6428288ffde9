//! Which library this is.

use std::ffi::c_char;

/// The version of this interface. It changes when a program compiled against an older header
/// could not use the library safely, and it is the number in the library's SONAME.
pub const ACKWELL_ABI_VERSION: u32 = 1;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// The interface version of the loaded library: compare it with `ACKWELL_ABI_VERSION` before any
/// other call if the library is loaded at run time.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_abi_version() -> u32 {
    ACKWELL_ABI_VERSION
}

/// The version of the library, for example `"0.1.0"`. Ends with a zero byte and lives forever.
#[unsafe(no_mangle)]
pub extern "C" fn ackwell_version() -> *const c_char {
    VERSION.as_ptr().cast()
}
