# Shared by the steps. Source it: `. tests/steps/lib.sh`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/steps/packages.sh
