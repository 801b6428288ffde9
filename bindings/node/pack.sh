#!/usr/bin/env bash
# Builds the package and this platform's native package as npm takes them: .work/node/packed/*.tgz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. bindings/node/env.sh
build_packages
ls "$node_work"/packed/*.tgz
