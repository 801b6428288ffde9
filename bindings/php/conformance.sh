#!/usr/bin/env bash
# Runs the conformance pack through the installed package; one line per case on stdout, as
# tests/RUNNERS.md says.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bindings/php/install.sh "$work"
php bindings/php/tests/conformance_runner.php "$work/app/vendor/autoload.php" tests/vectors
