#!/usr/bin/env bash
# The Python package: a wheel per target.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh
. release/zig.sh
. release/platforms.sh

wheel() (
    say "wheel, $target"
    out=$work/wheel-$target
    rm -rf "$out"
    flags=()
    [ "$libc" = gnu ] || flags=(-Ctarget-feature=-crt-static)
    compile_for "$target" "${flags[@]}"
    # maturin names the baseline itself.
    maturin build --release --locked --zig --target "$target" "${cargo_target[@]:2}" --compatibility "$wheel" \
        --manifest-path bindings/python/Cargo.toml --out "$out"
    file=$(basename "$out"/*.whl)
    cp "$out/$file" "$dist/"
    tried=$work/try/wheel-$target
    rm -rf "$tried"
    release/try/folder.sh "$tried"
    python3 -m zipfile -e "$dist/$file" "$tried"
    release/baseline.sh "$libc" "$tried"/ackwell/_native*.so
    cp release/try/shop.py "$tried/"
    case $target in
        x86_64-unknown-linux-gnu)
            "$work/tools/bin/auditwheel" show "$dist/$file" | grep -c manylinux_2_17 >/dev/null
            python3 -m venv --clear "$work/try/venv"
            "$work/try/venv/bin/pip" install --quiet --no-index "$dist/$file"
            rm -r "$tried/ackwell"
            release/try/folder.sh "$tried" "$work/try/venv/bin/python" shop.py
            words="installed by pip, a shop; auditwheel"
            ;;
        aarch64-unknown-linux-gnu)
            release/try/folder.sh "$tried" "${qemu[@]}" "$work/arm64/usr/bin/python3.11" shop.py
            words="a shop, on Debian's CPython 3.11 for arm64 under QEMU"
            ;;
        *) words="needs musl alone; not loaded: no CPython for musl is at hand" ;;
    esac
    "$work/tools/bin/twine" check --strict "$dist/$file" >/dev/null
    record "$file" "$target" "$baseline" "$words; twine"
)

each_target wheel
