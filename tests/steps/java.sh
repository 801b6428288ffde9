#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
need_commands javac=default-jdk-headless mvn=maven strip=binutils gcc curl python3
bash bindings/java/test.sh
