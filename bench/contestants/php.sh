# The package, as Composer installs it, and openssl_verify with json_decode.
bash bindings/php/install.sh "$work/php"
export ACKWELL_AUTOLOAD="$work/php/app/vendor/autoload.php"
php="php -d opcache.enable_cli=1 -d opcache.jit=off"
contestant "ackwell, PHP" "$php" bench/peers/ackwell.php
contestant "ackwell, PHP, with a shop's questions" "$php" bench/peers/ackwell.php questions
first "ackwell, PHP" "$php" bench/peers/first.php
contestant "PHP, json_decode + openssl_verify" "$php" bench/peers/peer.php
version "PHP $(php -r 'echo PHP_VERSION;')"
