#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
bash bindings/python/test.sh
