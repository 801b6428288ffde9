#!/usr/bin/env bash
# The adapters, the transactions, the examples and the quickstart under the real frameworks:
#
#     bindings/node/test/adapters/run.sh FOLDER [TEST...]
#
# FOLDER has the packed tarballs of ackwell and of its native package. ACKWELL_TEST_URLS may name empty
# databases, postgres:// and mysql://; otherwise the transactions are tested on SQLite alone.
packed=$(cd "$1" && pwd) || exit 2
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../../../tests/steps/lib.sh"
root=$PWD
work=$root/.work/node-adapters
mkdir -p "$work"

# The frameworks, as their lock file has them; better-sqlite3 is compiled, so they are kept.
cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$work"
cd "$work"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --no-progress --loglevel=error
    cp package-lock.json installed-lock.json
fi
# And the package as a user installs it.
rm -rf node_modules/ackwell node_modules/@ackwell tests
npm install --no-save --no-package-lock --no-progress --loglevel=error "$packed"/*.tgz
mkdir tests
cp "$here"/*.mjs tests
if [ $# -eq 0 ]; then set -- express.test.mjs fastify.test.mjs fetch.test.mjs nest.test.mjs; fi
export ACKWELL_ROOT=$root
cd tests
node --test --test-concurrency=1 --test-timeout=300000 --test-reporter=spec "$@" | tee ../log || broken=1
# As the other runners of this repository report.
awk '/^ℹ pass / { p += $3 } /^ℹ (fail|cancelled) / { f += $3 } END { printf "node-adapters: %d passed, %d failed\n", p, f }' ../log
exit ${broken:-0}
