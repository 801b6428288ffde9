#!/usr/bin/env bash
# The conformance pack through the installed jars: one JSON line a case on stdout, as tests/RUNNERS.md
# has it. `cargo xtask conformance java` calls this and compares.
set -euo pipefail
. "$(dirname "$0")/env.sh"
build_jars -Dmaven.javadoc.skip -Dmaven.source.skip >&2
exec java -cp "$java_classes:$java_lib/*" io.ackwell.tests.Conformance "$java_root/tests/vectors"
