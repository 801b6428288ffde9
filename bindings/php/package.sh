#!/usr/bin/env bash
# Puts the package as it is released into a folder, for Composer's repository of the type "path", and the
# library of this machine, which it builds, into it:
#
#     bindings/php/package.sh FOLDER
#
# `package.sh FOLDER --without-library` leaves the library to the package ackwell/native.
# Needs Rust, a linker (gcc) and PHP. Nothing is written to stdout.
set -euo pipefail
exec 1>&2
mkdir -p "$1"
package=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

rm -rf "$package"/{bin,src,generated,config,lib}
cp -r bindings/php/{README.md,composer.json,native.h,preload.php,bin,src,generated,config} LICENSE-* "$package/"
[ "${2:-}" != --without-library ] || exit 0

cargo build --release -p ackwell-c
# The place where the package looks for it on this machine.
library=$(env -u ACKWELL_LIBRARY php -r 'require $argv[1]; echo Ackwell\Native::candidates()[0];' bindings/php/preload.php)
platform=$(basename "$(dirname "$library")")
mkdir -p "$package/lib/$platform"
cp "${CARGO_TARGET_DIR:-target}/release/libackwell.so" "$package/lib/$platform/"
