#!/usr/bin/env bash
# Scores topic_1, raises alarms and fills topic_2. See --help.
set -euo pipefail
# shellcheck source=scripts/lib-daemon.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib-daemon.sh"
run_daemon predictor "$@"
