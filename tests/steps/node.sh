#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
command -v node >/dev/null || need_packages nodejs npm
need_packages binutils python3
bash bindings/node/test.sh
