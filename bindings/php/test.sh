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

# --- what is needed ---
packages=(php-cli php-fpm php-bcmath php-mbstring php-xml nginx-light composer phpunit gcc
    php-slim-psr7 php-nyholm-psr7 php-symfony-http-foundation
    php-illuminate-config php-illuminate-container php-illuminate-http php-illuminate-support)
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "install these Debian packages first: ${missing[*]}" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=600 -qq update
    apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

# --- the library ---
cargo build --release -p ackwell-c
target=${CARGO_TARGET_DIR:-$root/target}

# --- the package as it is released, and an application that installs it ---
# Not below the repository: php-fpm's workers run as somebody else and must be able to read it.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
package=$work/package
platform=$(php -r 'echo strtolower(PHP_OS_FAMILY), "-", php_uname("m");')
mkdir -p "$package/lib/$platform" "$work/app"
cp -r bindings/php/{composer.json,native.h,preload.php,src,generated,config} "$package/"
cp "$target/release/libackwell.so" "$package/lib/$platform/"
cat >"$work/app/composer.json" <<JSON
{
    "require": {"ackwell/ackwell": "*"},
    "repositories": [
        {"type": "path", "url": "$package", "options": {"symlink": false}},
        {"packagist.org": false}
    ],
    "minimum-stability": "dev"
}
JSON
COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_HOME=$work/composer composer install \
    --working-dir="$work/app" --no-interaction --no-progress --quiet
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

# --- static analysis ---
find bindings/php examples/php-* -name '*.php' -not -path '*/vendor/*' -print0 |
    xargs -0 -n 1 php -l >/dev/null
# PHPStan comes from Packagist only; mago is an analyzer that may be there.
if mago=$(command -v "${MAGO:-mago}"); then
    # Native.php calls C in every line, and nobody knows the types of that.
    (cd bindings/php && "$mago" analyze --reporting-format short || true) >"$work/mago.txt" 2>&1
    if grep -v '^src/Native.php' "$work/mago.txt" | grep -E ': (error|warning)\['; then
        exit 1
    fi
    echo 'mago: no error'
else
    echo 'note: php: neither phpstan nor mago is installed, so no static analysis ran'
fi

# --- tests ---
export ACKWELL_TEST_WORK=$work ACKWELL_TEST_ROOT=$root
unset ACKWELL_LIBRARY
phpunit --configuration bindings/php/tests/phpunit.xml "$@"
