//! Gives the shared library its SONAME and keeps it loaded.

use std::env;

/// The number is in `src/version.rs`, once.
const VERSION: &str = include_str!("src/version.rs");

fn main() {
    println!("cargo:rerun-if-changed=src/version.rs");
    let abi = VERSION
        .lines()
        .find_map(|line| line.strip_prefix("pub const ACKWELL_ABI_VERSION: u32 = "))
        .and_then(|rest| rest.strip_suffix(';'))
        .expect("src/version.rs has the ABI version on a line of its own");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libackwell.so.{abi}");
        // A host that unloads its extensions (PHP, a class loader) would otherwise run the
        // destructors of thread-local values in memory that is gone.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    if target("OS") == "macos" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libackwell.{abi}.dylib");
    }
}
