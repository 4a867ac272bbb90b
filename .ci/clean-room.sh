#!/usr/bin/env bash
#
# Does what README says under "See it run", word for word, as somebody to whom this machine and the project are new: a new user
# with an empty home, an empty Maven repository, empty temporary folders and caches, and a clone in a path with a blank. Then, with
# that Maven repository kept, the same with other locales, on the other JDKs that the machine has, and as root where user
# namespaces are forbidden.
#
#   [PATIENCE=3] .ci/clean-room.sh     as root; a busy machine gets three times as long
#
# Its status is 0 if every visit ended well. What is cloned is the latest commit.
#
# Maven reaches its repositories as it does for root here: by the system's settings, root's settings.xml and the usual variables.

set -euo pipefail

SELF=$(readlink -f -- "${BASH_SOURCE[0]}")
readonly SELF PROJECT=${SELF%/.ci/*}
readonly ALARMS_BEFORE_CTRL_C=2
readonly FIRST_VISIT_SECONDS=$((480 * ${PATIENCE:-1}))
readonly VISIT_SECONDS=$((240 * ${PATIENCE:-1}))
readonly PROXY_VARIABLES=(http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY)

say() {
  printf 'clean-room.sh: %s\n' "$1"
}

fail() {
  say "$1" >&2
  exit 1
}

# README's commands, in a file that bash reads.
write_commands() {
  awk '/^## / { here = ($0 == "## See it run") } here && /^```$/ { exit } here && inside; here && /^```sh$/ { inside = 1 }' \
    "$PROJECT/README.md" | sed "s|<this repository>|'$room/origin.git'|" >"$1"
  [[ $(wc -l <"$1") -eq 3 && $(tail -n 1 "$1") == scripts/demo.sh ]] || fail "README's commands are not those that are expected"
}

# The JVM is asked, since a locale that is not known changes nothing.
write_locale_question() {
  printf '%s\n' 'public class Here {' '  public static void main(String[] none) {' \
    '    System.out.println(java.util.Locale.getDefault() + " " + java.util.TimeZone.getDefault().getID());' '  }' '}' >"$1"
}

# environment HOME JAVA_HOME LANGUAGE COUNTRY ZONE: prints it for env, a variable a line.
environment() {
  local name settings=$1/.m2/settings.xml
  printf '%s\n' "HOME=$1" "PATH=$2/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" "JAVA_HOME=$2" "TZ=$5" \
    "JAVA_TOOL_OPTIONS=-Duser.language=$3 -Duser.country=$4"
  for name in "${PROXY_VARIABLES[@]}"; do
    if [[ -n ${!name:-} ]]; then
      printf '%s=%s\n' "$name" "${!name}"
    fi
  done
  if [[ -f ${ROOTS_SETTINGS:-} && ! -e $settings ]]; then
    mkdir -p "${settings%/*}"
    install -m 644 "$ROOTS_SETTINGS" "$settings"
  fi
}

# Runs a command as root where no user namespace can be made: in one whose users are all mapped, and which may have no child.
without_namespaces() {
  local number go
  number=$(mktemp -u "$room/number-XXXXXX") go=$(mktemp -u "$room/go-XXXXXX")
  mkfifo "$number" "$go"
  {
    local child
    read -r child <"$number"
    echo '0 0 65536' >"/proc/$child/uid_map"
    echo '0 0 65536' >"/proc/$child/gid_map"
    echo go >"$go"
  } &
  # In the foreground, or Ctrl-C would be ignored. Only the second shell has root's rights there.
  # shellcheck disable=SC2016 # the shells in the namespace expand them
  unshare --user --mount -- bash -c 'echo $$ >"$0"; read -r _ <"$1"; exec bash -c "$2" bash "${@:3}"' "$number" "$go" \
    'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' "$@"
}

as_newcomer() {
  setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
}

# visit NAME WHO HOME JAVA_HOME LANGUAGE COUNTRY ZONE SECONDS [VARIABLE=VALUE...]: runs the commands, presses Ctrl-C after the
# first alarms, and wants status 0 and a ledger that balances.
visit() {
  local name=$1 who=$2 home=$3 java_home=$4 language=$5 country=$6 zone=$7 seconds=$8
  local log started pid watch here variables status=0
  shift 8
  log=$room/$name.log
  started=$SECONDS
  mapfile -t variables < <(environment "$home" "$java_home" "$language" "$country" "$zone")
  here=$("$who" env -i "${variables[@]}" "$java_home/bin/java" "$room/Here.java" 2>/dev/null)
  [[ $here == "${language}_$country $zone" ]] || fail "$name: the JVM says that it is in $here"
  mkdir -p "$home/my projects"
  [[ $who == without_namespaces ]] || chown -R "$user:" "$home"
  say "$name: $here, JDK ${java_home##*/}"
  # In a process group of its own, as a terminal gives to what is typed.
  set -m
  (cd "$home/my projects" && "$who" env -i "${variables[@]}" "$@" bash -e "$room/commands.sh") >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  until (($(grep -c 'ALARM' "$log") >= ALARMS_BEFORE_CTRL_C)); do
    if ! kill -0 "$pid" 2>/dev/null; then
      tail -n 40 "$log"
      fail "$name: it ended by itself"
    fi
    if ((SECONDS - started > seconds)); then
      tail -n 40 "$log"
      kill -s KILL -- "-$pid"
      fail "$name: no alarms after $seconds s"
    fi
    sleep 0.2
  done
  say "$name: alarms after $((SECONDS - started)) s"
  kill -s INT -- "-$pid"
  (sleep "$VISIT_SECONDS" && kill -s KILL -- "-$pid") 2>/dev/null &
  watch=$!
  wait "$pid" || status=$?
  kill "$watch" 2>/dev/null || true
  if ((status != 0)) || ! grep -q '^ *BALANCED' "$log"; then
    tail -n 60 "$log"
    fail "$name: status $status"
  fi
  rm -rf "$home/my projects"
  say "$name: status 0, balanced, after $((SECONDS - started)) s"
}

inside() {
  local folder jdk main
  for folder in tmp var-tmp var-cache; do
    mkdir -p "$room/$folder"
    chmod 1777 "$room/$folder"
  done
  chmod 755 "$room/var-cache"
  mkdir -p "$room/newcomer" "$room/temporary files"
  chmod 700 "$room/newcomer"
  chown "$user:" "$room/newcomer" "$room/temporary files"
  write_commands "$room/commands.sh"
  write_locale_question "$room/Here.java"
  git clone --quiet --bare "$PROJECT" "$room/origin.git"
  chown -R "$user:" "$room/origin.git"
  # Nothing that this machine holds may stand in for a step that is missing.
  mount --bind "$room/tmp" /tmp
  mount --bind "$room/var-tmp" /var/tmp
  mount --bind "$room/var-cache" /var/cache

  main=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  visit turkish as_newcomer "$room/newcomer" "$main" tr TR America/New_York "$FIRST_VISIT_SECONDS"
  rm -rf "$room/newcomer/.cache"
  visit persian as_newcomer "$room/newcomer" "$main" fa IR Asia/Tehran "$VISIT_SECONDS" "TMPDIR=$room/temporary files"
  for jdk in /usr/lib/jvm/*; do
    if [[ ! -L $jdk && -x $jdk/bin/javac && $(readlink -f "$jdk") != "$main" ]]; then
      visit "${jdk##*/}" as_newcomer "$room/newcomer" "$jdk" en US Etc/UTC "$VISIT_SECONDS"
    fi
  done
  mkdir -m 700 "$room/root"
  chown -R root: "$room/origin.git"
  visit root without_namespaces "$room/root" "$main" en US Etc/UTC "$VISIT_SECONDS" \
    "MAVEN_OPTS=-Dmaven.repo.local=$room/newcomer/.m2/repository"
}

((EUID == 0)) || fail "only root can make a new user and hide folders"
if [[ ${1:-} == --inside ]]; then
  room=$2 user=$3
  inside
  exit
fi

user=newcomer-$$
room=$(mktemp -d /home/clean-room-XXXXXX)
chmod 755 "$room"
useradd --no-create-home --home-dir "$room/newcomer" --shell /bin/bash "$user"
leave() {
  userdel "$user" 2>/dev/null || true
  rm -rf "$room"
}
trap leave EXIT
export ROOTS_SETTINGS=${HOME:-/root}/.m2/settings.xml
# A process namespace ends all that is left in it.
unshare --mount --propagation private --pid --fork --kill-child --mount-proc -- "$SELF" --inside "$room" "$user"
