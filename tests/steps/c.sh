#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make -C bindings/c test
