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
  (cd "$root" && mvn -B -q -DskipTests -Dspotless.check.skip package -pl "$list" -am >&2) ||
    fail "the build failed; see above"
  # A jar that Maven found to be up to date keeps its time.
  for module in "${stale[@]}"; do
    touch "$root/$module/target/$module.jar"
  done
}
