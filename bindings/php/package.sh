#!/usr/bin/env bash
# Builds the library and puts the package as it is released into a folder, for Composer's repository
# of the type "path":
#
#     bindings/php/package.sh FOLDER
#
# Needs Rust, a linker (gcc) and PHP. Nothing is written to stdout.
set -euo pipefail
exec 1>&2
mkdir -p "$1"
package=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

cargo build --release -p ackwell-c
# The place where the package looks for it on this machine.
library=$(env -u ACKWELL_LIBRARY php -r 'require $argv[1]; echo Ackwell\Native::candidates()[0];' bindings/php/preload.php)
platform=$(basename "$(dirname "$library")")
rm -rf "$package"/{bin,src,generated,config,lib}
mkdir -p "$package/lib/$platform"
cp -r bindings/php/{README.md,composer.json,native.h,preload.php,bin,src,generated,config} LICENSE-* "$package/"
cp "${CARGO_TARGET_DIR:-target}/release/libackwell.so" "$package/lib/$platform/"
