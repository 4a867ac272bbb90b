#!/usr/bin/env bash
#
# The predictor against a real MLflow: --help tells how.

set -euo pipefail

readonly PAYMENTS=2000
readonly KAFKA_PORT=19192 API_PORT=18100 HISTORY_PORT=18101 MODEL_PORT=15100

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

readonly USAGE='Usage: scripts/check-mlflow.sh FOLDER

Trains the model of docker-compose.yml, serves it by real MLflow, and has the predictor score 2,000 payments
through it, on a Kafka of the sandbox. FOLDER takes the Python environment, about 1 GB of packages, and the logs.
Needs the jars, and a Python 3.11 or newer with venv. Its status is 0 only if all were scored, with alarms among
them, and none was rejected.'

case ${1:-} in
  -h | --help)
    printf '%s\n' "$USAGE"
    exit
    ;;
  '' | -*) fail "a folder must be given; --help tells more" ;;
esac
find_java || fail "$problem"
for jar in sandbox producer predictor; do
  [[ -f $root/$jar/target/$jar.jar ]] || fail "$root/$jar/target/$jar.jar is missing: build it first, with mvn package -DskipTests"
done
folder=$1
mkdir -p "$folder"
cd "$folder"
run=$(mktemp -d run-XXXXXX)
children=()

end_children() {
  local pid
  for pid in "${children[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait
}
trap end_children EXIT

# await SECONDS WHAT COMMAND...: runs the command until it succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > deadline)); then
      printf 'check-mlflow.sh: %s did not come; see %s\n' "$what" "$folder/$run" >&2
      exit 1
    fi
    sleep 1
  done
}

scored() {
  sed -n 's/.* \([0-9]*\) payments scored.*/\1/p' "$run/predictor.log" | awk '{ all += $1 } END { print all + 0 }'
}

all_scored() {
  (($(scored) >= PAYMENTS))
}

[[ -x venv/bin/mlflow ]] || {
  python3 -m venv venv
  venv/bin/pip install --quiet --retries 10 --requirement "$root/docker/model/requirements.txt"
}

sandbox=("$java" -Xmx256m -jar "$root/sandbox/target/sandbox.jar")
"${sandbox[@]}" api --data "$run/history" --api-port "$HISTORY_PORT" --rate-limit 0 --seed 7 2>"$run/history.log" &
children+=("$!")
PATH="$PWD/venv/bin:$PATH" python "$root/docker/model/train.py" \
  "http://127.0.0.1:$HISTORY_PORT/current-transactions" "$run/fraud" 2>"$run/training.log"

PATH="$PWD/venv/bin:$PATH" mlflow models serve --model-uri "$run/fraud" --env-manager local --host 127.0.0.1 \
  --port "$MODEL_PORT" >"$run/mlflow.log" 2>&1 &
children+=("$!")
"${sandbox[@]}" kafka api --data "$run/sandbox" --kafka-port "$KAFKA_PORT" --api-port "$API_PORT" --rate-limit 0 \
  --seed 8 --payments "$PAYMENTS" 2>"$run/sandbox.log" &
children+=("$!")
await 120 "the simulator" grep -q "api is up" "$run/sandbox.log"
await 120 "the model" venv/bin/python -c \
  "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$MODEL_PORT/ping')"

printf 'bootstrap.servers=127.0.0.1:%d\n' "$KAFKA_PORT" >"$run/client.properties"
export KAFKA_CONFIG="$PWD/$run/client.properties"
PRODUCER_JOURNAL="$PWD/$run/journal" "$root/scripts/run-producer.sh" --log "$run/producer.log" --poll-interval 200ms \
  --api-url "http://127.0.0.1:$API_PORT/current-transactions?n=20" &
children+=("$!")
"$root/scripts/run-predictor.sh" --log "$run/predictor.log" --model-url "http://127.0.0.1:$MODEL_PORT" &
children+=("$!")
await 300 "the score of the last payment" all_scored

alarms=$(grep -c ' ALARM - ' "$run/predictor.log") || true
rejected=$(grep -c ' rejected topic_1' "$run/predictor.log") || true
printf 'real MLflow scored %d payments: %d alarms, %d rejected records\n' "$(scored)" "$alarms" "$rejected"
((alarms > 0 && rejected == 0))
