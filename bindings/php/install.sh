#!/usr/bin/env bash
# Builds the library and installs the package with Composer into an empty folder, as a user would:
#
#     bindings/php/install.sh FOLDER        FOLDER/app/vendor/autoload.php is then the package's
#
# Debian packages that are missing are installed where that is allowed (as root). Nothing is written
# to stdout.
set -euo pipefail
exec 1>&2
work=$1
cd "$(dirname "$0")/../.."

# --- what is needed ---
. tests/steps/packages.sh
need_packages php-cli php-fpm php-bcmath php-mbstring php-sqlite3 php-xml nginx-light composer phpunit gcc \
    apache2-bin libapache2-mod-php \
    php-slim-psr7 php-nyholm-psr7 php-symfony-http-foundation php-symfony-dependency-injection \
    php-illuminate-config php-illuminate-console php-illuminate-container php-illuminate-events \
    php-illuminate-http php-illuminate-support \
    php-phpoption php-vlucas-phpdotenv

# --- the package as it is released, and an application that installs it ---
package=$work/package
bindings/php/package.sh "$package"
mkdir -p "$work/app"
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
