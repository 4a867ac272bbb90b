#!/usr/bin/env bash
# Drains topic_2 into PostgreSQL. See --help.
set -euo pipefail
# shellcheck source=scripts/lib-daemon.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib-daemon.sh"
run_daemon sink "$@"
