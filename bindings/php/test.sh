#!/usr/bin/env bash
# Tests the PHP package as a user gets it: builds the library, installs the package with Composer
# into an empty folder, and runs everything against that copy.
#
#     bindings/php/test.sh                  all
#     bindings/php/test.sh --filter NAME    further arguments go to PHPUnit
#
# Debian packages that are missing are installed where that is allowed (as root).
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD

# Not below the repository: php-fpm's workers run as somebody else and must be able to read it.
work=$(mktemp -d)
compiling=
trap '[ -z "$compiling" ] || kill "$compiling" 2>/dev/null; rm -rf "$work"' EXIT
chmod 755 "$work"
# PHPStan comes from Packagist only; mago is an analyzer that Cargo installs. It is compiled once on a
# machine, behind everything else that is to be done.
mago_version=1.29.0
mago=${XDG_CACHE_HOME:-$HOME/.cache}/ackwell/mago-$mago_version
if [ $# -eq 0 ] && [ ! -x "$mago/bin/mago" ]; then
    CARGO_PROFILE_DEV_DEBUG=0 nice cargo install --quiet --locked --debug --version "$mago_version" \
        --root "$mago" mago &
    compiling=$!
fi

bindings/php/install.sh "$work"

# Debian has the interfaces of PSR-15 only in an extension that gets along with no framework when it
# is installed: it is unpacked here, and the one test that needs it loads it.
mkdir -p "$work/psr"
psr=php$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')-psr
(cd "$work/psr" && apt-get -qq download "$psr" 2>/dev/null && dpkg-deb -x "$psr"_*.deb .)
find "$work/psr" -name psr.so -exec cp {} "$work/psr.so" \;
for example in php-plain php-psr15; do
    cp -r "examples/$example" "$work/$example"
    rm -rf "$work/$example/vendor"
    cp -r "$work/app/vendor" "$work/$example/vendor"
done

# --- tests ---
export ACKWELL_TEST_WORK=$work ACKWELL_TEST_ROOT=$root
unset ACKWELL_LIBRARY
phpunit --configuration bindings/php/tests/phpunit.xml "$@"

# --- the examples once more, with what every language's example is played ---
[ $# -eq 0 ] || exit 0
printf '<?php require "/usr/share/php/Slim/Psr7/autoload.php"; require "%s";' \
    "$work/php-psr15/public/index.php" >"$work/psr15.php"
play() { # NAME SCRIPT OPTION...
    local name=$1 script=$2
    shift 2
    cargo xtask example "$name" env ACKWELL_CONFIG={config} SHOP_ORDERS=php://stdout \
        php -d ffi.enable=true "$@" -S 127.0.0.1:{port} "$script" 2>"$work/$name.log" ||
        { tail -n 40 "$work/$name.log"; exit 1; }
}
play php-plain "$work/php-plain/public/index.php"
play php-psr15 "$work/psr15.php" -d "extension=$work/psr.so"

# --- the conformance pack, for `cargo xtask conformance --kept` ---
mkdir -p .work/conformance
php bindings/php/tests/conformance_runner.php "$work/app/vendor/autoload.php" tests/vectors \
    >.work/conformance/php.ndjson

# --- static analysis ---
find bindings/php examples/php-* -name '*.php' -not -path '*/vendor/*' -print0 |
    xargs -0 -n 1 php -l >/dev/null
[ -z "$compiling" ] || wait "$compiling"
# It ends with 1 where it found anything. Native.php calls C in every line, and nobody knows the types
# of that.
(cd bindings/php && "$mago/bin/mago" analyze --reporting-format short) >"$work/mago.txt" 2>&1 || true
if ! grep -q '^error: found [0-9]* issues' "$work/mago.txt" ||
    grep -v '^src/Native.php' "$work/mago.txt" | grep -E ': (error|warning)\['; then
    tail -n 20 "$work/mago.txt"
    echo "mago: 0 passed, 1 failed"
    exit 1
fi
echo "mago: 1 passed, 0 failed"
