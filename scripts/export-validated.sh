#!/usr/bin/env bash
#
# The daily extraction of validated payments for the next training, made for cron:
#
#   15 2 * * *  /opt/fraud-pipeline/scripts/export-validated.sh s3://training/validated.csv
#
#   scripts/export-validated.sh [OUTPUT] [OPTION of sink.jar export]...       (default: validated.csv)
#
# Reads secrets.env of the project's folder where there is one (or the file that SECRETS_ENV names).
# One run at a time; a second one ends at once, with status 75. Appends what happened to the file
# that EXPORT_LOG names (default: export-validated.log in the project's folder), and is silent
# unless it fails: then cron has something to mail. Its status is that of the export.

set -euo pipefail

readonly BUSY=75

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly jar=$root/sink/target/sink.jar
readonly log=${EXPORT_LOG:-$root/export-validated.log}
readonly secrets=${SECRETS_ENV:-$root/secrets.env}

now() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

fail() {
  printf '%s export-validated.sh: %s\n' "$(now)" "$2" | tee -a "$log" >&2
  exit "$1"
}

output=validated.csv
if (($# > 0)) && [[ $1 != --* ]]; then
  output=$1
  shift
fi

# shellcheck source=scripts/lib-java.sh
. "$root/scripts/lib-java.sh"
find_java || fail 2 "$problem"
[[ -f $jar ]] || fail 2 "$jar is missing: build it with mvn package -DskipTests"

# The lock goes with this process, however it ends; the file stays.
exec 9>>"$log.lock"
flock -n 9 || fail "$BUSY" "another export is running: nothing done"

if [[ -f $secrets ]]; then
  set -a
  # shellcheck disable=SC1090 # the user's own
  . "$secrets"
  set +a
fi

# What runs that were killed have left; the lock says that none of them is alive.
if [[ $output != - && $output != s3://* ]]; then
  rm -f -- "$(dirname -- "$output")/.$(basename -- "$output")".*.part
fi

# Standard output stays what it is, for OUTPUT may be -; what is said beside it is kept for the log.
status=0
exec 3>&1
said=$("$java" -jar "$jar" export --output "$output" "$@" 2>&1 >&3 9>&-) || status=$?
printf '%s %s (status %d)\n' "$(now)" "${said//$'\n'/; }" "$status" >>"$log"
if ((status != 0)); then
  printf '%s\n' "$said" >&2
fi
exit "$status"
