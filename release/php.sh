#!/usr/bin/env bash
# The Composer packages: ackwell/ackwell, which is PHP alone, and ackwell/native with the library of every
# target. Packagist takes both from repositories of their own; the archives are what those hold.
set -euo pipefail
cd "$(dirname "$0")/.."
. release/lib.sh

need_packages php-cli php-mbstring php-zip composer jq zip unzip

packages=$work/php
rm -rf "$packages"
bindings/php/package.sh "$packages/ackwell" --without-library

lay() {
    local platform=linux-${target%%-*}
    [ "$libc" = gnu ] || platform+=-musl
    install -D -m 644 "$work/natives/$target/libackwell.so" "$packages/native/lib/$platform/libackwell.so"
}
each_target lay
cp LICENSE-APACHE LICENSE-MIT "$packages/native/"
jq '{name: "ackwell/native", description: "The libraries of ackwell/ackwell, for Linux", type: "library", license: .license}' \
    bindings/php/composer.json >"$packages/native/composer.json"

# zip_package FOLDER FILE: as a repository's archive. Composer has the version from the tag, or from here.
zip_package() {
    (
        cd "$packages/$1"
        jq --arg version "$version" '. + {version: $version}' composer.json >composer.json.new
        mv composer.json.new composer.json
        find . -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
        rm -f "$dist/$2"
        find . -type f | sort | zip -q -X -@ "$dist/$2"
    )
}
zip_package ackwell "ackwell-composer-$version.zip"
zip_package native "ackwell-composer-native-$version.zip"

say "an application with both, installed by Composer"
application=$work/try/php
rm -rf "$application"
release/try/folder.sh "$application"
mkdir "$application/packages"
cp "$dist"/ackwell-composer-*.zip "$application/packages/"
cat >"$application/composer.json" <<JSON
{
    "require": {"ackwell/ackwell": "$version", "ackwell/native": "$version"},
    "repositories": [{"type": "artifact", "url": "packages"}, {"packagist.org": false}]
}
JSON
COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_HOME=$work/composer composer install \
    --working-dir="$application" --no-interaction --no-progress --quiet
cp release/try/shop.php "$application/"
env -u ACKWELL_LIBRARY release/try/folder.sh "$application" php -d ffi.enable=true shop.php vendor/autoload.php
record "ackwell-composer-$version.zip" "PHP 8.1 and later" "-" "installed by Composer, a shop"
record "ackwell-composer-native-$version.zip" "$(cd "$packages/native/lib" && echo *)" "$(baselines)" \
    "installed by Composer, a shop on linux-x86_64; its other libraries are those of the tarballs"
