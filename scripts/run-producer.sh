#!/usr/bin/env bash
# Polls the payments API and fills topic_1. See --help.
set -euo pipefail
# shellcheck source=scripts/lib-daemon.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib-daemon.sh"
run_daemon producer "$@"
