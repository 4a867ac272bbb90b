# shellcheck shell=bash
#
# The Java that the scripts run; sourced by lib.sh, lib-daemon.sh and export-validated.sh.

readonly JAVA_NEEDED=17

# Sets "java" to that of JAVA_HOME, or else of the PATH; where there is none that is new enough, sets
# "problem" to what is to be done, and returns 1.
# shellcheck disable=SC2034 # whoever calls it says what the problem is
find_java() {
  local version
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    problem="JAVA_HOME is $JAVA_HOME, and there is no bin/java in it"
    [[ -x $java ]] || return 1
  else
    problem="no java found: install Java $JAVA_NEEDED or newer, or set JAVA_HOME"
    java=$(command -v java) || return 1
  fi
  # The file that JDKs and JREs bring answers faster than a JVM, which is asked where there is none.
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' \
    "$(dirname -- "$(readlink -f -- "$java")")/../release" 2>/dev/null) || true
  if [[ -z $version ]]; then
    version=$("$java" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9]*\).*/\1/p') || true
  fi
  problem="cannot tell the version of $java: set JAVA_HOME to Java $JAVA_NEEDED or newer"
  [[ -n $version ]] || return 1
  # Java 8 calls itself 1.8.
  problem="Java $JAVA_NEEDED or newer is needed, and $java is older: set JAVA_HOME"
  ((version >= JAVA_NEEDED))
}
