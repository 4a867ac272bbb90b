#!/usr/bin/env bash
#
# Runs the whole pipeline on this machine: builds what is missing, starts Kafka, PostgreSQL, a
# payments API, a model server and the three daemons, shows what flows, and prints a ledger.
#
#   scripts/demo.sh [--payments N] [--rate R] [--replay FILE] [--keep] ...     (--help tells more)
#
# Ctrl-C ends it. Needs a JDK 17 or newer and Maven. Its status is 0 only if the ledger balances.

set -euo pipefail

readonly GRACE_SECONDS=15
readonly MODULES=(sandbox producer predictor sink)

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

# Ends what is left where the orchestrator was killed: its children are in its process group, but
# PostgreSQL, which leaves it, is found by the file in its data folder.
end_leftovers() {
  local group=$1 file pid data
  end_group TERM "$group"
  await_end "-$group"
  end_group KILL "$group"
  # Without a name the orchestrator has made a folder that ends with its process number.
  if [[ -n $named ]]; then
    data=("$named")
  else
    data=("$root"/demo/*-"$group")
  fi
  while IFS= read -r file; do
    pid=$(head -n 1 "$file")
    # The number may be another program's by now.
    if [[ -n $pid && $(ps -o comm= -p "$pid") == postgres ]]; then
      kill -s INT "$pid" 2>/dev/null || true
      await_end "$pid"
      kill -s QUIT "$pid" 2>/dev/null || true
    fi
  done < <(find "${data[@]}" -name postmaster.pid 2>/dev/null)
}

await_end() {
  local waited
  for ((waited = 0; waited < GRACE_SECONDS * 10; waited++)); do
    kill -0 -- "$1" 2>/dev/null || return 0
    sleep 0.1
  done
}

end_group() {
  kill -s "$1" -- "-$2" 2>/dev/null || true
}

# The folder that the user named for the data; nothing where none is named.
named_folder() {
  local previous="" argument
  for argument in "$@"; do
    if [[ $previous == --data ]]; then
      printf '%s\n' "$argument"
    elif [[ $argument == --data=* ]]; then
      printf '%s\n' "${argument#--data=}"
    fi
    previous=$argument
  done
}

find_java || fail "$problem"
require_postgres_account
find_temporary
build_what_is_stale "${MODULES[@]}"

options=(--home "$root")
if [[ -t 1 ]]; then
  options+=(--live)
fi

# In a process group of its own: Ctrl-C in a terminal goes to the whole foreground group, and would
# end the daemons before the backlogs could run empty.
set -m
"$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
  ${temporary[@]+"${temporary[@]}"} -jar "$root/sandbox/target/sandbox.jar" demo "${options[@]}" "$@" &
orchestrator=$!
set +m

named=$(named_folder "$@")

signalled=false
# shellcheck disable=SC2317 # the traps call it
forward() {
  signalled=true
  kill -s "$1" "$orchestrator" 2>/dev/null || true
}
trap 'forward INT' INT
trap 'forward TERM' TERM HUP

# A signal makes wait return early, so it is asked again; 127 says that it has told the status.
status=0
while true; do
  signalled=false
  code=0
  wait "$orchestrator" 2>/dev/null || code=$?
  if ((code != 127)); then
    status=$code
  fi
  "$signalled" || break
done

# 128 and more: ended by a signal. It ends its children itself in all other cases.
if ((status > 128 && status != 130)); then
  printf '\ndemo.sh: the demo was killed (status %d): ending what it left\n' "$status" >&2
  end_leftovers "$orchestrator"
fi
exit "$status"
