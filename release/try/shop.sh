#!/bin/sh
# What the C library is tried with: the quickstart's program, twice. It handles each body two times, and
# prints what it logs, which is left out.
set -eu
ACKWELL_CONFIG=config.json
export ACKWELL_CONFIG
"$@" ./shop 115.236.102.36 <body.json
"$@" ./shop 115.236.102.36 <tampered.json | grep -v '^note: ' | sort -u
