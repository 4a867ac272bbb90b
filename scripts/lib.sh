# Shared by the scripts that run what Maven builds; sourced, not run. The script that sources it sets
# "root", the project's folder, and has "set -euo pipefail".
# shellcheck shell=bash disable=SC2154

# shellcheck source=scripts/lib-java.sh
. "$root/scripts/lib-java.sh"

fail() {
  printf '%s: %s\n' "$(basename -- "$0")" "$1" >&2
  exit 2
}

# Whether a jar is missing, or older than anything that it is built from.
is_stale() {
  local jar=$root/$1/target/$1.jar
  [[ -f $jar ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root/common/pom.xml" "$root/common/src/main" \
    "$root/$1/pom.xml" "$root/$1/src/main" -newer "$jar" -print -quit) ]]
}

# build_what_is_stale MODULE...: builds the runnable jars of these modules where they are stale; what
# it says goes to standard error.
build_what_is_stale() {
  local module list stale=()
  for module in "$@"; do
    if is_stale "$module"; then
      stale+=("$module")
    fi
  done
  ((${#stale[@]} > 0)) || return 0
  command -v mvn >/dev/null || fail "no mvn found: install Maven 3.8 or newer"
  printf 'Building %s (the first time, Maven downloads what it needs) ...\n' "${stale[*]}" >&2
  list=$(IFS=, && printf '%s' "${stale[*]}")
  (cd "$root" && mvn -B -T 1C -Dmaven.test.skip=true package -pl "$list" -am 2>&1) | build_progress >&2 ||
    fail "the build failed; see above"
  # A jar that Maven found to be up to date keeps its time.
  for module in "${stale[@]}"; do
    touch "$root/$module/target/$module.jar"
  done
}

# Of all that Maven says, how far it is, and what is wrong.
build_progress() {
  awk '
    /^\[INFO\] Building [a-zA-Z]/ && match($0, /\[[0-9]+\/[0-9]+\]$/) {
      name = $3 == "Fraud" ? "the parent" : $3
      printf "  %s %s\n", substr($0, RSTART, RLENGTH), name
    }
    /^Downloaded from / || / Downloaded from / {
      if (++downloads % 100 == 0) printf "  %d files downloaded\n", downloads
    }
    /^\[ERROR\]/ { print "  " $0 }
    { fflush() }
  '
}

# Ends the script where PostgreSQL, which refuses root, could not be started: before anything is
# downloaded or built.
require_postgres_account() {
  local user group
  ((EUID == 0)) || return 0
  if is_unprivileged unshare --user --; then
    return 0
  fi
  for user in nobody daemon; do
    group=$(id -g "$user" 2>/dev/null) || continue
    # shellcheck disable=SC2016 # the shell that su starts expands it
    if is_unprivileged setpriv "--reuid=$user" "--regid=$group" --clear-groups -- ||
      is_unprivileged runuser -u "$user" -- ||
      is_unprivileged su -s /bin/sh -c 'exec "$0" "$@"' -- "$user"; then
      return 0
    fi
  done
  fail "PostgreSQL refuses to run as root, and there is no way to another user here (tried unshare, setpriv, \
runuser and su): start as a user without rights, or install util-linux"
}

# is_unprivileged PREFIX...: whether commands behind this prefix run, and not as root.
is_unprivileged() {
  local uid
  uid=$("$@" id -u 2>/dev/null) && [[ $uid =~ ^[1-9][0-9]*$ ]]
}

# Sets "temporary" to the JVM option for TMPDIR, at which a JVM does not look by itself.
# shellcheck disable=SC2034 # the scripts use it
find_temporary() {
  local folder
  temporary=()
  [[ -n ${TMPDIR:-} ]] || return 0
  folder=$(cd -- "$TMPDIR" 2>/dev/null && pwd) || folder=""
  [[ -n $folder && -w $folder ]] ||
    fail "TMPDIR is $TMPDIR, which is no folder that may be written: make it, or unset TMPDIR"
  temporary=("-Djava.io.tmpdir=$folder")
}
