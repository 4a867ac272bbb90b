# shellcheck shell=bash
#
# What run-producer.sh, run-predictor.sh and run-sink.sh share; sourced by them.

# shellcheck source=scripts/lib-java.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib-java.sh"

# A heap of 128 MiB holds every daemon's work; the double leaves the collector room.
readonly DAEMON_HEAP_MIB=256

# Under a memory limit below this, half of it is heap: the rest is threads, code and buffers.
readonly DAEMON_ROOMY_MIB=512

daemon_usage() {
  cat <<EOT
Usage: scripts/run-$1.sh [--jvm-opts "OPTION..."] [--log FILE] [SETTING...]

Runs the $1 in the foreground; SIGTERM or Ctrl-C ends it, with what is in hand finished first.

      --jvm-opts OPTIONS   For the JVM, separated by blanks, behind those that are set here. With -Xmx or
                           -Xms among them, the heap is all yours to set.
      --log FILE           Append the log to FILE instead of writing it to stderr.

Variables are read from secrets.env where the working directory has one; client.properties is looked for
there, too. All else goes to $1.jar:

EOT
}

daemon_fail() {
  printf 'run-%s.sh: %s\n' "$1" "$2" >&2
  exit 2
}

# The heap: all of it from the start, since it grows by collections of the whole; less where a container
# grants little.
daemon_heap() {
  local file limit
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    # cgroup v2 says "max" where there is no limit.
    if [[ -r $file ]] && read -r limit <"$file" && [[ $limit =~ ^[0-9]+$ ]] &&
      ((limit < DAEMON_ROOMY_MIB << 20)); then
      printf -- '-XX:InitialRAMPercentage=50 -XX:MaxRAMPercentage=50\n'
      return
    fi
  done
  printf -- '-Xms%dm -Xmx%dm\n' "$DAEMON_HEAP_MIB" "$DAEMON_HEAP_MIB"
}

# Reads the variables of secrets.env, as a shell does.
daemon_secrets() {
  local file=./secrets.env
  [[ -e $file ]] || return 0
  [[ -r $file ]] || daemon_fail "$1" "secrets.env cannot be read by $(id -un)"
  if [[ -n $(find -L "$file" -prune -perm -004) ]]; then
    printf 'run-%s.sh: everybody on this machine can read secrets.env: chmod 600 secrets.env\n' "$1" >&2
  fi
  set -a
  # shellcheck source=/dev/null
  . "$file" || daemon_fail "$1" "secrets.env is not what a shell reads: NAME='value', one a line"
  set +a
}

# run_daemon NAME ARGUMENT...: becomes the daemon, so that signals and its status are the daemon's own.
run_daemon() {
  local name=$1 java problem jar log="" heap=() own=() settings=()
  shift
  while (($# > 0)); do
    case $1 in
      --jvm-opts | --log)
        (($# > 1)) || daemon_fail "$name" "$1 needs a value"
        if [[ $1 == --log ]]; then
          log=$2
        else
          read -r -a own <<<"$2"
        fi
        shift 2
        ;;
      --jvm-opts=*)
        read -r -a own <<<"${1#*=}"
        shift
        ;;
      --log=*)
        log=${1#*=}
        shift
        ;;
      -h | --help)
        daemon_usage "$name"
        settings+=("$1")
        shift
        ;;
      *)
        settings+=("$1")
        shift
        ;;
    esac
  done

  find_java || daemon_fail "$name" "$problem"
  jar=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)/$name/target/$name.jar
  [[ -f $jar ]] || daemon_fail "$name" "$jar is missing: build it with mvn package -DskipTests"
  daemon_secrets "$name"
  if [[ -n $log ]]; then
    (: >>"$log") 2>/dev/null || daemon_fail "$name" "--log $log cannot be written"
    # For appending, so that logrotate's copytruncate works.
    exec >>"$log" 2>&1
  fi

  # Out of memory, a JVM limps on in parts: ended, it is started again by whoever watches it. It leaves no
  # heap dump, which would hold payments. The serial collector is the one for small heaps. Payments only
  # pass through: half of the heap is for them, so that few of them are taken for what stays.
  # A JVM does not start with more heap than another bound allows.
  [[ " ${own[*]-}" == *" -Xm"[sx]* ]] || read -r -a heap <<<"$(daemon_heap)"
  exec "$java" ${heap[@]+"${heap[@]}"} \
    -XX:+UseSerialGC -XX:NewRatio=1 -XX:SurvivorRatio=3 -Xshare:auto -XX:+ExitOnOutOfMemoryError \
    ${own[@]+"${own[@]}"} -jar "$jar" ${settings[@]+"${settings[@]}"}
}
