#!/usr/bin/env bash
# Builds the native halves once per target: .work/release/natives/TARGET/ has the C library, the Node
# addon and the JVM library, and beside each the symbols that were taken out of it.
#
# Where rustup has the target's standard library, its compiler builds; elsewhere Debian's. zig links and
# compiles the C parts, against glibc 2.17 or musl.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/zig.sh

# split_symbols BUILT OUT: OUT without symbols, and OUT.debug with them, where a debugger looks.
split_symbols() {
    "$work/bin/llvm-objcopy" --only-keep-debug "$1" "$2.debug"
    "$work/bin/llvm-objcopy" --strip-all --add-gnu-debuglink="$2.debug" "$1" "$2"
    chmod 755 "$2"
    chmod 644 "$2.debug"
}

build_natives() (
    say "$target"
    flags=()
    # A library for musl is loaded by programs that musl is loaded by.
    [ "$libc" = gnu ] || flags=(-Ctarget-feature=-crt-static)
    compile_for "$target" "${flags[@]}"
    cargo-zigbuild zigbuild --release --locked "${cargo_target[@]}" \
        --package ackwell-c --package ackwell-node --package ackwell-java
    built=$CARGO_TARGET_DIR/$target/release
    out=$work/natives/$target
    mkdir -p "$out"
    "$work/bin/llvm-objcopy" --strip-debug --remove-section=.comment "$built/libackwell.a" "$out/libackwell.a"
    for file in libackwell.so libackwell_node.so libackwell_java.so; do
        split_symbols "$built/$file" "$out/$file"
        release/baseline.sh "$libc" "$out/$file"
    done
)

each_target build_natives
