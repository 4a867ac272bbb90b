#!/usr/bin/env bash
#
# Measures the daemons beside the plainest programs that do the same work: builds what is missing,
# starts Kafka, PostgreSQL and model servers of its own, and prints a table.
#
#   scripts/bench.sh [producer|predictor|sink|all] [--json FILE] [--records N] [--quick]
#                                                                              (--help tells more)
#
# For a machine that does nothing else meanwhile. Needs a JDK 17 or newer, Maven, and 8 GB of disk in
# TMPDIR. Its status is 0 where all could be measured, whether the goals were met or not.

set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

find_java || fail "$problem"
require_postgres_account
find_temporary
build_what_is_stale benchmark sandbox producer predictor sink

# Where it is told to end, it ends what it has started.
exec "$java" -Xmx1g ${temporary[@]+"${temporary[@]}"} -jar "$root/benchmark/target/benchmark.jar" --home "$root" "$@"
