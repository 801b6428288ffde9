#!/usr/bin/env bash
# That nothing in the native halves asks for more of a system than glibc 2.17: they are linked with zig as
# `make dist` links them, unoptimized, which takes a fraction of the time and drops no call.
. "$(dirname "$0")/lib.sh"
. release/lib.sh
need_commands gcc objdump=binutils
install_zig
export CARGO_TARGET_DIR=$work/target-baseline PATH=$work/tools/bin:$PATH PYO3_NO_PYTHON=1 PYO3_BUILD_EXTENSION_MODULE=1
target=$(uname -m)-unknown-linux-gnu
cargo-zigbuild zigbuild --quiet --locked --target "$target.2.17" \
    --package ackwell-c --package ackwell-node --package ackwell-java --package ackwell-python
built=$CARGO_TARGET_DIR/$target/debug
release/baseline.sh gnu "$built"/lib{ackwell,ackwell_node,ackwell_java,_native}.so
echo "ok: four libraries need at most glibc 2.17"

# The check can fail: on a library that needs a newer glibc, and on one that needs libgcc_s.
refused() {
    if release/baseline.sh gnu "$1" >"$work/refused" 2>&1 || ! grep -q "$2" "$work/refused"; then
        cat "$work/refused" >&2
        echo "the check does not refuse $1" >&2
        exit 1
    fi
}
echo 'int pthread_create(void *, void *, void *, void *); int f(void) { return pthread_create(0, 0, 0, 0); }' >"$work/newer.c"
zig() { python-zig cc -shared -fPIC "$work/newer.c" "$@"; }
zig -target "$(uname -m)-linux-gnu.2.34" -o "$work/newer.so"
refused "$work/newer.so" 'needs GLIBC_2.34'
gcc -shared -fPIC -nostdlib "$work/newer.c" -Wl,--no-as-needed -lgcc_s -o "$work/libgcc_s.so"
refused "$work/libgcc_s.so" 'libgcc_s'
echo "3 passed, 0 failed"
