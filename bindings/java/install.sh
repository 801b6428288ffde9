#!/usr/bin/env bash
# Builds the jars, and puts them into the local Maven repository (~/.m2).
set -euo pipefail
. "$(dirname "$0")/env.sh"
build_jars -Dmaven.javadoc.skip
echo "installed: io.ackwell:ackwell:0.1.0, io.ackwell:ackwell-native:0.1.0:linux-x86_64, io.ackwell:ackwell-spring-boot-starter:0.1.0 and io.ackwell:ackwell-test:0.1.0"
