#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_commands node=nodejs npm strip=binutils python3
bash bindings/node/test.sh
